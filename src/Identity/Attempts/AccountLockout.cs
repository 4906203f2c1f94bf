using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Values;

namespace Niaga.Identity.Attempts;

/// <summary>
/// The one count that locks an account: of wrong passwords at signing in, and of wrong passwords and second steps of a person who is
/// known, within the running use case, telling when it locks.
/// </summary>
internal sealed class AccountLockout(
    PeopleDb people,
    UserManager<Person> accounts,
    AttemptCounter counter,
    PersonEvents events,
    IOptions<AttemptLimits> limits,
    TimeProvider clock
)
{
    /// <summary>
    /// Counts a wrong password at signing in, which is no use case, against every account it was tried on: one statement for however many,
    /// none too; parallel failures each count. The log learns of it by <see cref="Attempts.CountSignInFailure"/>.
    /// </summary>
    /// <returns>Accounts that it locked.</returns>
    public Task<List<Guid>> CountSignInFailure(EmailAddress email, Guid[] ids, CancellationToken cancel)
    {
        var rules = accounts.Options.Lockout;
        var now = clock.GetUtcNow();
        var until = now + rules.DefaultLockoutTimeSpan;
        return people
            .AtAddress(email.Normalized)
            .Database.SqlQuery<Guid>(
                $"""
                WITH counted AS (
                    UPDATE platform.people SET
                        access_failed_count = CASE
                            WHEN access_failed_count + 1 >= {rules.MaxFailedAccessAttempts} THEN 0 ELSE access_failed_count + 1 END,
                        lockout_end = CASE WHEN access_failed_count + 1 >= {rules.MaxFailedAccessAttempts} THEN {until} ELSE lockout_end END
                    WHERE id = ANY({ids}) AND lockout_enabled AND (lockout_end IS NULL OR lockout_end <= {now})
                    RETURNING id, lockout_end)
                SELECT id AS "Value" FROM counted WHERE lockout_end > {now}
                """
            )
            .ToListAsync(cancel);
    }

    /// <summary>Counts a wrong password or second step within a use case.</summary>
    public async Task Count(Person person)
    {
        await accounts.AccessFailedAsync(person);
        if (await accounts.IsLockedOutAsync(person))
            NoteLock(person.PersonId);
    }

    /// <summary>
    /// As <see cref="Count"/>, for a password of somebody who is signed in: whoever has their cookie must not guess unseen.
    /// </summary>
    public async Task CountPassword(Person person, CancellationToken cancel)
    {
        if (!await accounts.IsLockedOutAsync(person))
            await Count(person);
        else if (!await IsFirstBehindLock(person, cancel))
            return;

        events.Note(person.PersonId, "platform.password_failed");
    }

    /// <summary>
    /// What is tried while the account is locked opens nothing; it is logged once per time window, so that nobody can fill the log.
    /// </summary>
    public async Task<bool> IsFirstBehindLock(Person person, CancellationToken cancel) =>
        await counter.Add(
            person.PersonId,
            AttemptCounter.BehindLock,
            "",
            counter.Window(limits.Value.Window),
            locked: true,
            tooOften: false,
            cancel
        ) == 1;

    public void NoteLock(PersonId person) =>
        events.Note(person, "platform.locked_out", new { Minutes = (int)accounts.Options.Lockout.DefaultLockoutTimeSpan.TotalMinutes });
}
