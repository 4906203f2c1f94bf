using Microsoft.EntityFrameworkCore;
using Niaga.Identity.Domains;
using Niaga.Identity.People;
using Niaga.Identity.Sessions;
using Niaga.Platform.Data;

namespace Niaga.Identity.Sso;

/// <summary>What ends with a connection, in the transaction that ends it.</summary>
internal sealed class SsoTermination(TimeProvider clock)
{
    /// <summary>Another provider, or none: who is who there means nothing, and whoever came through it is signed out.</summary>
    public async Task Forget(PeopleDb people, IdentityDb db, Guid connection, string because, CancellationToken cancel)
    {
        await Links(people, connection, cancel);
        await Close(people, db, connection, because, cancel);
    }

    /// <summary>Off: whoever came through it is signed out, and nobody is asked to come through it any more.</summary>
    public async Task Close(PeopleDb people, IdentityDb db, Guid connection, string because, CancellationToken cancel)
    {
        var key = SsoConnection.KeyOf(connection);
        await SessionRevocation.End(people.OfBusiness().Sessions.Where(s => s.Provider == key), because, clock.GetUtcNow(), cancel);
        await db.Set<BusinessDomain>().Where(d => d.SsoRequired).ExecuteUpdateAsync(d => d.SetProperty(x => x.SsoRequired, false), cancel);
    }

    /// <summary>Forgets which subject is whom.</summary>
    public Task<int> Links(PeopleDb people, Guid connection, CancellationToken cancel)
    {
        var key = SsoConnection.KeyOf(connection);
        return people.OfBusiness().UserLogins.Where(l => l.LoginProvider == key).ExecuteDeleteAsync(cancel);
    }
}
