using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Sso;

/// <summary>Somebody signed out at a business's provider: their sign-ins through it end here too, on every node.</summary>
[PublicAccess("The provider's signed token, or its name for the sign-in, is the proof.")]
internal sealed class EndProviderSessions(TenantSession session, PeopleDb people, PersonEvents events, TimeProvider clock)
    : UseCase<EndProviderSessions, EndProviderSessions.Input, int>
{
    /// <param name="Provider">What its sign-ins are filed under.</param>
    /// <param name="Tenant">Whose provider.</param>
    /// <param name="Subject">Who there, or null.</param>
    /// <param name="Session">Which sign-in there, or null for all of the person's.</param>
    /// <param name="Once">Name of the token that says so, or null; it counts once.</param>
    public sealed record Input(string Provider, TenantId Tenant, string? Subject, string? Session, string? Once);

    public override async Task<Outcome<int>> Run(Input input, CancellationToken cancel)
    {
        if (input.Subject is null && input.Session is null)
            return 0;
        if (input.Once is { } once && !await ReplayGuard.Take(session, $"{input.Provider} {once}", cancel))
            return 0;

        var open = people
            .ByLogin(input.Provider, input.Subject ?? input.Session!)
            .Sessions.Where(s => s.Provider == input.Provider && s.EndedAt == null);
        if (input.Subject is { } subject)
            open = open.Where(s => s.ProviderSubject == subject);
        if (input.Session is { } sid)
            open = open.Where(s => s.ProviderSession == sid);
        var found = await open.Select(s => new { s.PersonId, s.SessionId }).ToListAsync(cancel);
        foreach (var one in found)
        {
            if (!await SessionRevocation.One(people, one.PersonId, one.SessionId, "signed_out_at_provider", clock.GetUtcNow(), cancel))
                continue;

            events.Note(one.PersonId, "platform.signed_out", new { Session = one.SessionId, AtProvider = true }, input.Tenant);
        }
        return found.Count;
    }
}
