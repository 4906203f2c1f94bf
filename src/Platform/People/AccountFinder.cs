using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Values;

namespace Niaga.Platform.People;

/// <summary>
/// Finds the account that an address and a password open together. An address may stand with several accounts until one confirms
/// it; takes the same work whether the address is known or not.
/// </summary>
internal sealed class AccountFinder(PeopleDb people, UserManager<Person> accounts, IPasswordHasher<Person> hasher)
{
    /// <summary>Accounts of one address whose password is tried; more are not made (see <see cref="Tenants.SignUp"/> and the rate limits).</summary>
    internal const int MostAccounts = 5;

    private static readonly Person Nobody = new("nobody", "nobody@example.invalid", "en", DateTimeOffset.UnixEpoch);
    private static readonly string NobodysHash = new PasswordHasher<Person>().HashPassword(Nobody, Guid.NewGuid().ToString());

    /// <summary>Accounts of an address, the confirmed one first, then the oldest.</summary>
    public Task<List<Person>> ByAddress(EmailAddress email, CancellationToken cancel) => people.Users
        .Where(p => p.NormalizedEmail == email.Normalized)
        .OrderByDescending(p => p.EmailConfirmed).ThenBy(p => p.Id).Take(MostAccounts).ToListAsync(cancel);

    /// <summary>The account, or null. A wrong password counts towards each account's lockout; a locked account opens to nothing.</summary>
    public async Task<Person?> ByPassword(EmailAddress email, string password, CancellationToken cancel)
    {
        var candidates = await ByAddress(email, cancel);
        if (candidates.Count == 0)
        {
            hasher.VerifyHashedPassword(Nobody, NobodysHash, password);
            return null;
        }
        foreach (var person in candidates)
        {
            var right = await accounts.CheckPasswordAsync(person, password);
            if (await accounts.IsLockedOutAsync(person)) continue;
            if (!right) continue;
            // Where a second step follows, only that one clears the count: else the password would buy new guesses at it.
            if (person.AccessFailedCount > 0 && !person.TwoFactorEnabled) await accounts.ResetAccessFailedCountAsync(person);
            return person;
        }
        foreach (var person in candidates) await accounts.AccessFailedAsync(person);
        return null;
    }
}
