using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Values;

namespace Niaga.Identity.People;

/// <summary>
/// One address, one account. Who comes second only claims the address; a mail's link decides. Called within a use case's transaction; two
/// at one address wait for each other, and the database holds the rest.
/// </summary>
internal sealed class AddressHolder(PeopleDb people, UserManager<Person> accounts)
{
    /// <summary>Makes an account, which holds its address where nobody does.</summary>
    /// <param name="person">Who.</param>
    /// <param name="password">Its password, or null for none.</param>
    /// <param name="confirmed">The mailbox is known to be theirs: an account that nobody confirmed gives way.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>False where somebody else has confirmed the address already.</returns>
    /// <exception cref="InvalidOperationException">Identity refused what our own rules let pass.</exception>
    public async Task<bool> Create(Person person, string? password, bool confirmed, CancellationToken cancel)
    {
        var key = EmailAddress.Parse(person.Email!).Normalized;
        if (confirmed ? !await Free(key, cancel) : await Find(key, cancel) is not null)
        {
            if (confirmed)
                return false;
            person.ClaimedEmail = key;
        }
        person.EmailConfirmed = confirmed;
        var made = password is null ? await accounts.CreateAsync(person) : await accounts.CreateAsync(person, password);
        if (!made.Succeeded)
            throw new InvalidOperationException("Identity refused an account: " + string.Join(", ", made.Errors.Select(e => e.Code)));

        await people.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>The account that holds an address, or null. Nobody else begins to hold it until the transaction ends.</summary>
    public async Task<Person?> Find(string key, CancellationToken cancel)
    {
        await people.AtAddress(key).Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", cancel);
        return await people.Users.FirstOrDefaultAsync(p => p.NormalizedEmail == key, cancel);
    }

    /// <summary>Makes an address free: an account that nobody confirmed only claims it from now on.</summary>
    /// <returns>False where it is a confirmed account's.</returns>
    public async Task<bool> Free(string key, CancellationToken cancel)
    {
        if (await Find(key, cancel) is not { } holder)
            return true;
        if (holder.EmailConfirmed)
            return false;

        (holder.ClaimedEmail, holder.NormalizedEmail) = (key, null);
        // Whoever is changing that account at this moment reads it again.
        holder.ConcurrencyStamp = Guid.NewGuid().ToString();
        await people.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>A claimant becomes the account of the address.</summary>
    /// <returns>False where it is a confirmed account's.</returns>
    public async Task<bool> Take(Person person, CancellationToken cancel)
    {
        if (person.ClaimedEmail is not { } key)
            return true;
        if (!await Free(key, cancel))
            return false;

        (person.ClaimedEmail, person.NormalizedEmail) = (null, key);
        return true;
    }
}
