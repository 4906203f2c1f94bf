using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Niaga.Contract;
using Niaga.Platform.Security;
using Niaga.Platform.SignIn;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.People;

/// <summary>Sets a new password with the link from the mail. The link works once: the new security stamp voids it. Every sign-in ends.</summary>
[PublicAccess("The link in the mail is the proof.")]
internal sealed class ResetPassword(UserManager<Person> accounts, PeopleDb people, PersonEvents events, TimeProvider clock) : UseCase<ResetPassword, ResetPassword.Input, Done>
{
    public sealed record Input(string? Person, string? Code, string? Password);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!PasswordRules.Accept(input.Password)) return PlatformErrors.PasswordWeak(PasswordRules.LeastLength);
        if (!Guid.TryParse(input.Person, out var id) || Decode(input.Code) is not { } code) return PlatformErrors.ResetLinkSpent();
        if (await accounts.FindByIdAsync(id.ToString()) is not { } person) return PlatformErrors.ResetLinkSpent();
        if (!(await accounts.ResetPasswordAsync(person, code, input.Password!)).Succeeded) return PlatformErrors.ResetLinkSpent();
        await accounts.SetLockoutEndDateAsync(person, null);
        await accounts.ResetAccessFailedCountAsync(person);
        await SessionEnding.Others(people, person.PersonId, null, "password_reset", clock.GetUtcNow(), cancel);
        events.Note(person.PersonId, "platform.password_reset");
        return default(Done);
    }

    private static string? Decode(string? code)
    {
        if (code is null or { Length: > 2000 }) return null;
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
