using Microsoft.AspNetCore.Identity;
using Niaga.Platform.People;
using Niaga.Platform.Security;

namespace Niaga.Platform.Accounts;

/// <summary>Counts a wrong password or second step of a person who is known, within the running use case, and tells when it locks the account.</summary>
internal sealed class WrongTries(UserManager<Person> accounts, PersonEvents events)
{
    public async Task Count(Person person)
    {
        await accounts.AccessFailedAsync(person);
        if (await accounts.IsLockedOutAsync(person)) NoteLock(person.PersonId);
    }

    public void NoteLock(PersonId person) => events.Note(person, "platform.locked_out", new { Minutes = (int)accounts.Options.Lockout.DefaultLockoutTimeSpan.TotalMinutes });
}
