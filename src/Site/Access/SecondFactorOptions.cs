using Microsoft.AspNetCore.Identity;
using Niaga.Platform.Factors;
using Niaga.Platform.People;

namespace Niaga.Site.Access;

/// <summary>What a person can give as their second step.</summary>
/// <param name="App">An authenticator app.</param>
/// <param name="Passkeys">How many passkeys.</param>
/// <param name="CodesLeft">Unused recovery codes.</param>
public sealed record SecondFactorOptions(bool App, int Passkeys, int CodesLeft)
{
    public bool Any => App || Passkeys > 0;

    internal sealed class Look(UserManager<Person> accounts, RecoveryCodes codes)
    {
        public async Task<SecondFactorOptions> At(Person person, CancellationToken cancel) =>
            new(person.TwoFactorEnabled, (await accounts.GetPasskeysAsync(person)).Count, await codes.Left(person.PersonId, cancel));
    }
}
