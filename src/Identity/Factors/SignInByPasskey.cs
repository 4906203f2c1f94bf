using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Factors;

/// <summary>
/// Tells whose passkey answered at the sign-in page: no address and no password asked. It opens a locked account too, for it cannot be
/// guessed, and whoever types wrong passwords at an address must not shut its owner out.
/// </summary>
[PublicAccess("Signing in is how one becomes somebody.")]
internal sealed class SignInByPasskey(Passkeys passkeys) : UseCase<SignInByPasskey, PasskeyAnswer, PersonId>
{
    public override async Task<Outcome<PersonId>> Run(PasskeyAnswer input, CancellationToken cancel)
    {
        if (await passkeys.Assert(input, PasskeyPurpose.SignIn, null, null, cancel) is not { } person)
            return FactorErrors.PasskeyFailed();

        return person.PersonId;
    }
}
