using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Oidc;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Identity.Sso;

/// <summary>A person links a provider's account to their own: from then on it signs them in.</summary>
[SignedIn, StepUp]
internal sealed class LinkProvider(PeopleDb people, PersonEvents events, Caller caller)
    : UseCase<LinkProvider, LinkProvider.Input, LinkProvider.Answer>
{
    public sealed record Input(SignInProvider Provider, ProviderIdentity Identity);

    /// <param name="Fault">Why not, or null.</param>
    public sealed record Answer(SsoFailure? Fault);

    public override async Task<Outcome<Answer>> Run(Input input, CancellationToken cancel)
    {
        if (caller.Person is not { } person)
            return PlatformErrors.NotSignedIn();
        if (caller.Session?.BoundTo is not null)
            return PlatformErrors.ManagedElsewhere();
        // Held: whoever ends this sign-in meanwhile waits, and then finds the link too.
        if (caller.Session is not { } here)
            return PlatformErrors.NotSignedIn();

        var open = await people
            .Of(person)
            .Sessions.FromSql($"SELECT * FROM platform.sessions WHERE session_id = {here.Id} AND ended_at IS NULL FOR SHARE")
            .AsNoTracking()
            .ToListAsync(cancel);
        if (open.Count == 0)
            return PlatformErrors.NotSignedIn();

        var key = input.Provider.Oidc.Key;
        if (
            await people
                .ByLogin(key, input.Identity.Subject)
                .UserLogins.AsNoTracking()
                .FirstOrDefaultAsync(l => l.LoginProvider == key && l.ProviderKey == input.Identity.Subject, cancel) is
            { } login
        )
        {
            return new Answer(login.UserId == person.Value ? null : SsoFailure.LinkedElsewhere);
        }
        people.UserLogins.Add(
            new IdentityUserLogin<Guid>
            {
                LoginProvider = key,
                ProviderKey = input.Identity.Subject,
                ProviderDisplayName = input.Provider.Key,
                UserId = person.Value,
            }
        );
        await people.SaveChangesAsync(cancel);
        events.Note(person, "platform.provider_linked", new { Provider = input.Provider.Key });
        return new Answer(null);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.SqlState == PostgresErrorCodes.UniqueViolation ? PlatformErrors.Busy() : null;
}
