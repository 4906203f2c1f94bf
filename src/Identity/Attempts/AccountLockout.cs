using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Values;

namespace Niaga.Identity.Attempts;

/// <summary>
/// Counts a wrong password or second step of a person who is known, within the running use case, and tells when it locks the account.
/// </summary>
internal sealed class AccountLockout(
    UserManager<Person> accounts,
    AttemptCounter counter,
    PersonEvents events,
    IOptions<AttemptLimits> limits
)
{
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
