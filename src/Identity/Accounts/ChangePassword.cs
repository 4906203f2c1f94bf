using Microsoft.AspNetCore.Identity;
using Niaga.Contract;
using Niaga.Identity.Attempts;
using Niaga.Identity.Factors;
using Niaga.Identity.Passwords;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Identity.Sessions;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Accounts;

/// <summary>A new password against the old one. Every other session ends; wrong tries count towards the lockout.</summary>
[SignedIn]
internal sealed class ChangePassword(
    UserManager<Person> accounts,
    FactorState factors,
    PeopleDb people,
    PasswordRules rules,
    BusinessesOfPerson businesses,
    AccountLockout wrong,
    Caller caller,
    PersonEvents events,
    TimeProvider clock
) : UseCase<ChangePassword, ChangePassword.Input, ChangePassword.Answer>
{
    public sealed record Input(string? Current, string? Password);

    /// <param name="Right">Whether the current password was right. A wrong one is counted, so it is answered rather than refused.</param>
    public sealed record Answer(bool Right);

    public override async Task<Outcome<Answer>> Run(Input input, CancellationToken cancel)
    {
        if (FactorState.RefuseManaged(caller) is { } managed)
            return managed;
        if (await factors.ReadForUpdate(caller.Person!.Value, cancel) is not { } person)
            return PlatformErrors.NotFound();
        if (!string.IsNullOrEmpty(input.Password) && input.Password == input.Current)
            return PasswordErrors.Same();
        if (
            rules.Check(
                input.Password,
                [person.DisplayName, person.Email, .. (await businesses.List(person.PersonId, cancel)).Select(b => b.Name)]
            ) is
            { } weak
        )
            return weak;
        if (
            await accounts.IsLockedOutAsync(person)
            || string.IsNullOrEmpty(input.Current)
            || input.Current.Length > PasswordRules.MostLength
            || !(await accounts.ChangePasswordAsync(person, input.Current, input.Password!)).Succeeded
        )
        {
            await wrong.CountPassword(person, cancel);
            return new Answer(false);
        }
        await accounts.ResetAccessFailedCountAsync(person);
        await SessionRevocation.Others(people, person.PersonId, caller.Session?.Id, "password_changed", clock.GetUtcNow(), cancel);
        events.Note(person.PersonId, "platform.password_changed");
        return new Answer(true);
    }
}
