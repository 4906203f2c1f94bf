using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Factors;

/// <summary>
/// A person's authenticator app becomes their second step, once a code of the new key shows that the app has it. Takes the place of an
/// earlier app.
/// </summary>
[SignedIn]
[StepUp]
internal sealed class AddAuthenticator(
    UserManager<Person> accounts,
    PeopleDb people,
    FactorState factors,
    IDataProtectionProvider protection,
    PersonEvents events,
    TenantSession session,
    SessionCache sessions,
    Caller caller,
    TimeProvider clock
) : UseCase<AddAuthenticator, AddAuthenticator.Input, AddAuthenticator.Added>
{
    /// <param name="Key">The sealed key the page showed.</param>
    /// <param name="Code">Six digits from the app.</param>
    public sealed record Input(string? Key, string? Code);

    /// <param name="RecoveryCodes">New ones with the first factor, this once; else empty.</param>
    public sealed record Added(IReadOnlyList<string> RecoveryCodes);

    public override async Task<Outcome<Added>> Run(Input input, CancellationToken cancel)
    {
        if (FactorState.RefuseManaged(caller) is { } managed)
            return managed;

        var (id, here, now) = (caller.Person!.Value, caller.Session!.Id, clock.GetUtcNow());
        if (AuthenticatorKey.Open(protection, input.Key, id, here, now) is not { } key)
            return FactorErrors.KeyExpired();
        if (AuthenticatorKey.StepOf(key, input.Code, now) is not { } step)
            return FactorErrors.CodeDoesNotFit();
        if (await factors.ReadForUpdate(id, cancel) is not { } person)
            return PlatformErrors.NotFound();
        if (await accounts.GetAuthenticatorKeyAsync(person) == key)
            return FactorErrors.KeyExpired();

        if (!(await accounts.SetAuthenticationTokenAsync(person, PersonStore.Ours, PersonStore.AuthenticatorKey, key)).Succeeded)
            return PlatformErrors.ChangedByAnother();
        if (!(await accounts.SetTwoFactorEnabledAsync(person, true)).Succeeded)
            return PlatformErrors.ChangedByAnother();
        // The code that confirms has been used.
        await people
            .Of(person)
            .Database.ExecuteSqlAsync($"UPDATE platform.people SET authenticator_step = {step} WHERE id = {person.Id}", cancel);
        // Ended while this waited for the person: by a reset, say, which is to leave nothing behind.
        if (await factors.Prove(id, here, now, cancel) != 1)
            return PlatformErrors.NotSignedIn();

        var made = await factors.CodesOfFirst(id, now, cancel);
        events.Note(id, "platform.factor_added", new { Factor = "authenticator" });
        if (made.Count > 0)
            events.Note(id, "platform.recovery_codes_made", new { made.Count });
        session.AfterCommit(() => sessions.Forget(id));
        return new Added(made);
    }
}
