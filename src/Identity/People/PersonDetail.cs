using Microsoft.AspNetCore.Identity;
using Niaga.Platform.Values;

namespace Niaga.Identity.People;

/// <summary>One person's account.</summary>
internal sealed class PersonDetail(UserManager<Person> accounts)
{
    /// <returns>Null when there is none by that id any more.</returns>
    public Task<Person?> Find(PersonId id) => accounts.FindByIdAsync(id.ToString());
}
