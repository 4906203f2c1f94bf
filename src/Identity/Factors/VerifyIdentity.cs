using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Attempts;
using Niaga.Identity.Passwords;
using Niaga.Identity.People;
using Niaga.Identity.Sessions;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Factors;

/// <summary>
/// A signed-in person proves once more that it is them: by their second step where they have one, else by their password. The time of
/// it goes into the sign-in's row, which <see cref="RecentAuthentication"/> looks at.
/// </summary>
[SignedIn]
internal sealed class VerifyIdentity(
    FactorCheck check,
    FactorState factors,
    UserManager<Person> accounts,
    PeopleDb people,
    TenantSession session,
    SessionCache sessions,
    AccountLockout wrong,
    Caller caller,
    TimeProvider clock
) : UseCase<VerifyIdentity, VerifyIdentity.Input, VerifyIdentity.Answer>
{
    /// <param name="Factor">The second step, or null for the password.</param>
    /// <param name="Password">The password, for who has no second step.</param>
    public sealed record Input(GivenFactor? Factor, string? Password = null);

    /// <param name="Right">A wrong one is counted, so it is answered rather than refused.</param>
    public sealed record Answer(bool Right);

    public override async Task<Outcome<Answer>> Run(Input input, CancellationToken cancel)
    {
        if (caller is not { Session: { } here, Person: { } id })
            return PlatformErrors.NotSignedIn();

        var now = clock.GetUtcNow();
        if (input.Factor is { } given)
        {
            if (!await check.Passes(id, given, PasskeyPurpose.Confirm, here.Id, cancel))
                return new Answer(false);

            await factors.Prove(id, here.Id, now, cancel);
        }
        else
        {
            if (FactorState.RefuseManaged(caller) is { } managed)
                return managed;
            if (await factors.ReadForUpdate(id, cancel) is not { } person)
                return PlatformErrors.NotFound();
            if (await factors.Has(person, cancel))
                return PlatformErrors.SecondFactorRequired();
            if (!await IsPassword(person, input.Password, cancel))
                return new Answer(false);

            await people
                .Of(id)
                .Sessions.Where(s => s.SessionId == here.Id && s.EndedAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.PasswordAt, now), cancel);
        }
        // The page goes on at once; the database's notification may come a moment later.
        session.AfterCommit(() => sessions.Forget(id));
        return new Answer(true);
    }

    private async Task<bool> IsPassword(Person person, string? password, CancellationToken cancel)
    {
        if (
            !await accounts.IsLockedOutAsync(person)
            && !string.IsNullOrEmpty(password)
            && password.Length <= PasswordRules.MostLength
            && await accounts.CheckPasswordAsync(person, password)
        )
        {
            if (person.AccessFailedCount > 0)
                await accounts.ResetAccessFailedCountAsync(person);
            return true;
        }
        await wrong.CountPassword(person, cancel);
        return false;
    }
}
