using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Sso;

/// <summary>
/// A provider's account no longer signs a person in; whoever signed in with it is signed out. The last sign-in method stays.
/// </summary>
[SignedIn, StepUp]
internal sealed class UnlinkProvider(PeopleDb people, PersonEvents events, Caller caller, TimeProvider clock)
    : UseCase<UnlinkProvider, UnlinkProvider.Input, Done>
{
    /// <param name="Provider">What its logins are filed under.</param>
    /// <param name="Subject">Which of its accounts.</param>
    public sealed record Input(string? Provider, string? Subject);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (caller.Person is not { } person)
            return PlatformErrors.NotSignedIn();
        if (caller.Session?.BoundTo is not null)
            return PlatformErrors.ManagedElsewhere();
        // Held, so that of two removals at once the second sees what the first took.
        var self = await people
            .Of(person)
            .Users.FromSql($"SELECT * FROM platform.people WHERE id = {person.Value} FOR UPDATE")
            .AsNoTracking()
            .SingleAsync(cancel);
        var logins = await people
            .UserLogins.Where(l => l.UserId == person.Value && !l.LoginProvider.StartsWith("sso:"))
            .ToListAsync(cancel);
        if (logins.FirstOrDefault(l => l.LoginProvider == input.Provider && l.ProviderKey == input.Subject) is not { } login)
            return PlatformErrors.NotFound();
        if (self.PasswordHash is null && logins.Count == 1 && !await people.UserPasskeys.AnyAsync(k => k.UserId == person.Value, cancel))
            return SsoErrors.LastWayIn();

        var here = caller.Session?.Id;
        people.UserLogins.Remove(login);
        await people.SaveChangesAsync(cancel);
        await SessionRevocation.End(
            people
                .Of(person)
                .Sessions.Where(s =>
                    s.PersonId == person
                    && s.Provider == login.LoginProvider
                    && s.ProviderSubject == login.ProviderKey
                    && s.SessionId != here
                ),
            "provider_unlinked",
            clock.GetUtcNow(),
            cancel
        );
        events.Note(person, "platform.provider_unlinked", new { Provider = login.ProviderDisplayName });
        return default(Done);
    }
}
