using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Factors;
using Niaga.Identity.Passwords;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Accounts;

/// <summary>
/// Sets a new password with the link from the mail. The link works once: the new security stamp voids it. Every sign-in ends. It
/// proves the mailbox too, so the address is confirmed where no other account has it, and nothing opens it that came before.
/// </summary>
[PublicAccess("The link in the mail is the proof.")]
internal sealed class ResetPassword(
    UserManager<Person> accounts,
    FactorState factors,
    PeopleDb people,
    AddressHolder holders,
    PasswordRules rules,
    BusinessesOfPerson businesses,
    PersonEvents events,
    TimeProvider clock
) : UseCase<ResetPassword, ResetPassword.Input, Done>
{
    public sealed record Input(string? Person, string? Code, string? Password);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!Guid.TryParse(input.Person, out var id) || EmailConfirmationTokens.Read(input.Code) is not { } code)
            return PlatformErrors.ResetLinkSpent();
        if (await accounts.FindByIdAsync(id.ToString()) is not { } person)
            return PlatformErrors.ResetLinkSpent();
        // The rules know the person's name: who has no link learns nothing of it.
        if (
            !await accounts.VerifyUserTokenAsync(
                person,
                accounts.Options.Tokens.PasswordResetTokenProvider,
                UserManager<Person>.ResetPasswordTokenPurpose,
                code
            )
        )
            return PlatformErrors.ResetLinkSpent();
        if (
            rules.Check(
                input.Password,
                [person.DisplayName, person.Email, .. (await businesses.List(person.PersonId, cancel)).Select(b => b.Name)]
            ) is
            { } weak
        )
            return weak;
        if (!(await accounts.ResetPasswordAsync(person, code, input.Password!)).Succeeded)
            return PlatformErrors.ResetLinkSpent();

        await accounts.SetLockoutEndDateAsync(person, null);
        await accounts.ResetAccessFailedCountAsync(person);
        await SessionRevocation.Others(people, person.PersonId, null, "password_reset", clock.GetUtcNow(), cancel);
        events.Note(person.PersonId, "platform.password_reset");
        if (!person.EmailConfirmed && await holders.Take(person, cancel))
        {
            await factors.Clear(person, cancel);
            person.EmailConfirmed = true;
            if (!(await accounts.UpdateAsync(person)).Succeeded)
                return PlatformErrors.ChangedByAnother();

            events.Note(person.PersonId, "platform.email_confirmed");
        }
        return default(Done);
    }

    /// <summary>Another account confirmed the address at this very moment: the second try finds it so.</summary>
    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "people_email_unique" ? PlatformErrors.Busy() : null;
}
