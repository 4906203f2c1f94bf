using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Factors;

/// <summary>A person calls a passkey otherwise.</summary>
[SignedIn]
internal sealed class RenamePasskey(UserManager<Person> accounts, FactorState factors, PersonEvents events, Caller caller)
    : UseCase<RenamePasskey, RenamePasskey.Input, Done>
{
    /// <param name="Id">As <see cref="PasskeyNames.Id"/> writes it.</param>
    /// <param name="Name">The new name.</param>
    public sealed record Input(string? Id, string? Name);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (FactorState.RefuseManaged(caller) is { } managed)
            return managed;
        if (PasskeyNames.Refuse(input.Name) is { } unnamed)
            return unnamed;
        if (
            await factors.ReadForUpdate(caller.Person!.Value, cancel) is not { } person
            || PasskeyNames.Credential(input.Id) is not { } credential
        )
            return PlatformErrors.NotFound();
        if (await accounts.GetPasskeyAsync(person, credential) is not { } passkey)
            return PlatformErrors.NotFound();

        var (before, after) = (passkey.Name, input.Name!.Trim());
        if (before == after)
            return default(Done);

        passkey.Name = after;
        if (!(await accounts.AddOrUpdatePasskeyAsync(person, passkey)).Succeeded)
            return PlatformErrors.ChangedByAnother();

        events.Note(person.PersonId, "platform.passkey_renamed", new { Before = before, Name = after });
        return default(Done);
    }
}
