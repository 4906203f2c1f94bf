using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Values;

namespace Niaga.Identity.People;

/// <summary>Finds the accounts behind an address. It may stand with several until one confirms it: docs/decisions/0013.</summary>
internal sealed class AccountFinder(PeopleDb people)
{
    /// <summary>Accounts of one address that are written to.</summary>
    private const int MostMailed = 5;

    /// <summary>
    /// Accounts of an address that a mail to it may be about: the confirmed one, the oldest, then the newest. Whoever makes others with the
    /// same address later never becomes the oldest, and so pushes nobody's account out of reach.
    /// </summary>
    public Task<List<Person>> ByAddress(EmailAddress email, CancellationToken cancel)
    {
        var all = people
            .AtAddress(email.Normalized)
            .Users.Where(p => p.NormalizedEmail == email.Normalized || p.ClaimedEmail == email.Normalized);
        var oldest = all.OrderBy(p => p.Id).Select(p => p.Id).Take(1);
        return all.OrderByDescending(p => p.EmailConfirmed)
            .ThenByDescending(p => oldest.Contains(p.Id))
            .ThenByDescending(p => p.Id)
            .Take(MostMailed)
            .ToListAsync(cancel);
    }

    /// <summary>The account whose address this is for good, or null.</summary>
    public Task<Person?> Confirmed(string key, CancellationToken cancel) =>
        people.AtAddress(key).Users.FirstOrDefaultAsync(p => p.NormalizedEmail == key && p.EmailConfirmed, cancel);

    /// <summary>Whether nobody stood with the address before them.</summary>
    public async Task<bool> IsOldest(Person person, CancellationToken cancel) =>
        !await people
            .AtAddress(person.AddressKey)
            .Users.AnyAsync(
                p => (p.NormalizedEmail == person.AddressKey || p.ClaimedEmail == person.AddressKey) && p.Id < person.Id,
                cancel
            );
}
