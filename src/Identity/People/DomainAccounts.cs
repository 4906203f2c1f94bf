using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Values;

namespace Niaga.Identity.People;

/// <summary>
/// The account of an address whose domain a business has proven to be its own: whoever holds the domain holds the mailbox, so the
/// address counts as confirmed. The caller has checked the domain.
/// </summary>
internal sealed class DomainAccounts(PeopleDb people, AddressHolder holders, TimeProvider clock)
{
    /// <summary>
    /// The confirmed account of the address, or a new one without a password. Unconfirmed accounts of the same address are somebody's
    /// claim and stay out of it.
    /// </summary>
    public async Task<Person> FindOrCreate(EmailAddress email, string name, string language, CancellationToken cancel)
    {
        if (
            await people
                .AtAddress(email.Normalized)
                .Users.FirstOrDefaultAsync(p => p.NormalizedEmail == email.Normalized && p.EmailConfirmed, cancel) is
            { } known
        )
            return known;

        var person = new Person(name, email.Value, language, clock.GetUtcNow());
        // Another made it while this one waited.
        return await holders.Create(person, null, confirmed: true, cancel)
            ? person
            : await people.AtAddress(email.Normalized).Users.SingleAsync(p => p.NormalizedEmail == email.Normalized, cancel);
    }
}
