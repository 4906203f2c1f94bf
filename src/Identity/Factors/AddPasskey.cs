using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Factors;

/// <summary>A person adds a passkey: it signs them in without a password, and is a second step and a proof for dangerous acts.</summary>
[SignedIn]
[StepUp]
internal sealed class AddPasskey(
    UserManager<Person> accounts,
    Passkeys passkeys,
    FactorState factors,
    PersonEvents events,
    TenantSession session,
    SessionCache sessions,
    Caller caller,
    TimeProvider clock
) : UseCase<AddPasskey, AddPasskey.Input, AddPasskey.Added>
{
    public const int Most = 20;

    public sealed record Input(string? Name, PasskeyAnswer Answer);

    /// <param name="RecoveryCodes">New ones with the first factor, this once; else empty.</param>
    public sealed record Added(IReadOnlyList<string> RecoveryCodes);

    public override async Task<Outcome<Added>> Run(Input input, CancellationToken cancel)
    {
        if (FactorState.RefuseManaged(caller) is { } managed)
            return managed;
        if (PasskeyNames.Refuse(input.Name) is { } unnamed)
            return unnamed;

        var (here, now) = (caller.Session!.Id, clock.GetUtcNow());
        if (await factors.ReadForUpdate(caller.Person!.Value, cancel) is not { } person)
            return PlatformErrors.NotFound();
        if ((await accounts.GetPasskeysAsync(person)).Count >= Most)
            return FactorErrors.TooManyPasskeys(Most);
        if (await passkeys.Attest(input.Answer, person, here, cancel) is not { } passkey)
            return FactorErrors.PasskeyFailed();

        passkey.Name = input.Name!.Trim();
        if (!(await accounts.AddOrUpdatePasskeyAsync(person, passkey)).Succeeded)
            return PlatformErrors.ChangedByAnother();
        // Ended while this waited for the person: by a reset, say, which is to leave nothing behind.
        if (await factors.Prove(person.PersonId, here, now, cancel) != 1)
            return PlatformErrors.NotSignedIn();

        var made = await factors.CodesOfFirst(person.PersonId, now, cancel);
        events.Note(person.PersonId, "platform.passkey_added", new { passkey.Name });
        if (made.Count > 0)
            events.Note(person.PersonId, "platform.recovery_codes_made", new { made.Count });
        session.AfterCommit(() => sessions.Forget(person.PersonId));
        return new Added(made);
    }
}
