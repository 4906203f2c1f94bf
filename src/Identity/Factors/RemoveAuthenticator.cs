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

/// <summary>A person's authenticator app is no second step any more. With the last second step go the recovery codes.</summary>
[SignedIn]
[StepUp]
internal sealed class RemoveAuthenticator(
    UserManager<Person> accounts,
    FactorState factors,
    PersonEvents events,
    TenantSession session,
    SessionCache sessions,
    Caller caller
) : UseCase<RemoveAuthenticator, Done, Done>
{
    public override async Task<Outcome<Done>> Run(Done input, CancellationToken cancel)
    {
        if (FactorState.RefuseManaged(caller) is { } managed)
            return managed;
        if (await factors.ReadForUpdate(caller.Person!.Value, cancel) is not { TwoFactorEnabled: true } person)
            return PlatformErrors.NotFound();
        if (!(await accounts.RemoveAuthenticationTokenAsync(person, PersonStore.Ours, PersonStore.AuthenticatorKey)).Succeeded)
            return PlatformErrors.ChangedByAnother();
        if (!(await accounts.SetTwoFactorEnabledAsync(person, false)).Succeeded)
            return PlatformErrors.ChangedByAnother();

        await factors.AfterRemoval(person, cancel);
        events.Note(person.PersonId, "platform.factor_removed", new { Factor = "authenticator" });
        session.AfterCommit(() => sessions.Forget(person.PersonId));
        return default(Done);
    }
}
