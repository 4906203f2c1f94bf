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

/// <summary>A passkey opens nothing any more. With the last second step go the recovery codes.</summary>
[SignedIn]
[StepUp]
internal sealed class RemovePasskey(
    UserManager<Person> accounts,
    PeopleDb people,
    FactorState factors,
    PersonEvents events,
    TenantSession session,
    SessionCache sessions,
    Caller caller
) : UseCase<RemovePasskey, string?, Done>
{
    public override async Task<Outcome<Done>> Run(string? input, CancellationToken cancel)
    {
        if (FactorState.RefuseManaged(caller) is { } managed)
            return managed;
        if (
            await factors.ReadForUpdate(caller.Person!.Value, cancel) is not { } person
            || PasskeyNames.Credential(input) is not { } credential
        )
            return PlatformErrors.NotFound();
        if (await accounts.GetPasskeyAsync(person, credential) is not { } passkey)
            return PlatformErrors.NotFound();
        if (!(await accounts.RemovePasskeyAsync(person, credential)).Succeeded)
            return PlatformErrors.ChangedByAnother();

        await people.SaveChangesAsync(cancel);
        await factors.AfterRemoval(person, cancel);
        events.Note(person.PersonId, "platform.passkey_removed", new { passkey.Name });
        session.AfterCommit(() => sessions.Forget(person.PersonId));
        return default(Done);
    }
}
