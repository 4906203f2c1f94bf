using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Niaga.Identity.People;
using Niaga.Platform.Values;

namespace Niaga.Identity.Attempts;

/// <summary>
/// Finds the account that an address and a password open together. Whatever stands behind an address, and whether the password is right,
/// as many hashes are computed: docs/decisions/0013.
/// </summary>
internal sealed class PasswordAttempt(
    PeopleDb people,
    UserManager<Person> accounts,
    AccountLockout lockout,
    IPasswordHasher<Person> hasher,
    NobodysPassword nobody
)
{
    /// <summary>Accounts whose password is tried, no more and no fewer: the confirmed one and the oldest, two in all; the newest.</summary>
    internal const int Tried = 3;

    /// <summary>What came of it.</summary>
    /// <param name="Opened">The account; null when the password opens none.</param>
    /// <param name="Candidates">Accounts whose password was tried.</param>
    /// <param name="Locked">Accounts that were locked already.</param>
    /// <param name="LockedNow">Accounts that this failure locked.</param>
    internal sealed record Outcome(
        Person? Opened,
        IReadOnlyList<Guid> Candidates,
        IReadOnlyList<Guid> Locked,
        IReadOnlyList<Guid> LockedNow
    );

    /// <summary>Tries a password. A wrong one counts towards each account's lockout; a locked account opens to nothing.</summary>
    public async Task<Outcome> Make(EmailAddress email, string password, CancellationToken cancel)
    {
        var candidates = await Candidates(email, cancel);
        Person? opened = null;
        var locked = new List<Guid>();
        for (var i = 0; i < Tried; i++)
        {
            var person = candidates.ElementAtOrDefault(i);
            var right = await IsRight(person, password);
            if (person is null)
                continue;
            if (await accounts.IsLockedOutAsync(person))
                locked.Add(person.Id);
            else if (right)
                opened ??= person;
        }
        Guid[] ids = [.. candidates.Select(p => p.Id)];
        if (opened is null)
            return new(null, ids, locked, await lockout.CountSignInFailure(email, ids, cancel));
        // Where a second step follows, only that one clears the count: else the password would buy new guesses at it.
        if (opened.AccessFailedCount > 0 && !opened.TwoFactorEnabled)
            await accounts.ResetAccessFailedCountAsync(opened);
        return new(opened, ids, locked, []);
    }

    /// <summary>Costs what a password costs, and does nothing.</summary>
    public void Spend(string password) => hasher.VerifyHashedPassword(NobodysPassword.Nobody, nobody.Hash, password);

    /// <summary>Whoever signs up with the address later never takes the place of the oldest, and so shuts nobody out.</summary>
    private Task<List<Person>> Candidates(EmailAddress email, CancellationToken cancel)
    {
        var all = people
            .AtAddress(email.Normalized)
            .Users.Where(p => p.NormalizedEmail == email.Normalized || p.ClaimedEmail == email.Normalized);
        var first = all.OrderByDescending(p => p.EmailConfirmed).ThenBy(p => p.Id).Select(p => p.Id).Take(Tried - 1);
        var newest = all.OrderByDescending(p => p.Id).Select(p => p.Id).Take(1);
        return all.Where(p => first.Contains(p.Id) || newest.Contains(p.Id))
            .OrderByDescending(p => p.EmailConfirmed)
            .ThenBy(p => p.Id)
            .ToListAsync(cancel);
    }

    private async Task<bool> IsRight(Person? person, string password)
    {
        // Renews an old hash by the way.
        if (person?.PasswordHash is not null)
            return await accounts.CheckPasswordAsync(person, password);

        Spend(password);
        return false;
    }
}

/// <summary>A hash that no password opens, as dear as a real one: what is computed where there is no account.</summary>
internal sealed class NobodysPassword(IOptions<PasswordHasherOptions> options)
{
    internal static readonly Person Nobody = new("nobody", "nobody@example.invalid", "en", DateTimeOffset.UnixEpoch);

    public string Hash { get; } = new PasswordHasher<Person>(options).HashPassword(Nobody, Guid.NewGuid().ToString());
}
