using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Niaga.Platform.Values;

namespace Niaga.Identity.People;

/// <summary>
/// Finds the account that an address and a password open together. An address may stand with several accounts until one confirms
/// it. Whatever stands behind an address, and whether the password is right, as many hashes are computed: docs/decisions/0013.
/// </summary>
internal sealed class AccountFinder(
    PeopleDb people,
    UserManager<Person> accounts,
    IPasswordHasher<Person> hasher,
    NobodysPassword nobody,
    IOptions<IdentityOptions> identity,
    TimeProvider clock
)
{
    /// <summary>
    /// Whose password is tried: the confirmed account of the address, and the newest of the unconfirmed. No more, no fewer.
    /// </summary>
    internal const int Tried = 2;

    /// <summary>Accounts of one address that are written to.</summary>
    private const int MostMailed = 5;

    /// <summary>What came of a try.</summary>
    /// <param name="Opened">The account; null when the password opens none.</param>
    /// <param name="Candidates">Accounts whose password was tried.</param>
    /// <param name="Locked">Accounts that were locked already.</param>
    /// <param name="LockedNow">Accounts that this failure locked.</param>
    internal sealed record Try(Person? Opened, IReadOnlyList<Guid> Candidates, IReadOnlyList<Guid> Locked, IReadOnlyList<Guid> LockedNow);

    /// <summary>
    /// Accounts of an address that a mail to it may be about: the confirmed one, the oldest, then the newest. Whoever makes others with the
    /// same address later never becomes the oldest, and so pushes nobody's account out of reach.
    /// </summary>
    public Task<List<Person>> ByAddress(EmailAddress email, CancellationToken cancel)
    {
        var all = people.Users.Where(p => p.NormalizedEmail == email.Normalized || p.ClaimedEmail == email.Normalized);
        var oldest = all.OrderBy(p => p.Id).Select(p => p.Id).Take(1);
        return all.OrderByDescending(p => p.EmailConfirmed)
            .ThenByDescending(p => oldest.Contains(p.Id))
            .ThenByDescending(p => p.Id)
            .Take(MostMailed)
            .ToListAsync(cancel);
    }

    /// <summary>The account whose address this is for good, or null.</summary>
    public Task<Person?> Confirmed(string key, CancellationToken cancel) =>
        people.Users.FirstOrDefaultAsync(p => p.NormalizedEmail == key && p.EmailConfirmed, cancel);

    /// <summary>Whether nobody stood with the address before them.</summary>
    public async Task<bool> IsOldest(Person person, CancellationToken cancel) =>
        !await people.Users.AnyAsync(
            p => (p.NormalizedEmail == person.AddressKey || p.ClaimedEmail == person.AddressKey) && p.Id < person.Id,
            cancel
        );

    /// <summary>Tries a password. A wrong one counts towards each account's lockout; a locked account opens to nothing.</summary>
    public async Task<Try> ByPassword(EmailAddress email, string password, CancellationToken cancel)
    {
        var candidates = await Candidates(email, cancel);
        Person? opened = null;
        var locked = new List<Guid>();
        foreach (var person in candidates)
        {
            var right = await IsRight(person, password);
            if (person is null)
                continue;
            if (await accounts.IsLockedOutAsync(person))
                locked.Add(person.Id);
            else if (right)
                opened ??= person;
        }
        Guid[] ids = [.. candidates.OfType<Person>().Select(p => p.Id)];
        if (opened is null)
            return new(null, ids, locked, await CountFailure(ids, cancel));
        // Where a second step follows, only that one clears the count: else the password would buy new guesses at it.
        if (opened.AccessFailedCount > 0 && !opened.TwoFactorEnabled)
            await accounts.ResetAccessFailedCountAsync(opened);
        return new(opened, ids, locked, []);
    }

    /// <summary>Costs what a password costs, and does nothing.</summary>
    public void Spend(string password) => hasher.VerifyHashedPassword(NobodysPassword.Nobody, nobody.Hash, password);

    private async Task<Person?[]> Candidates(EmailAddress email, CancellationToken cancel)
    {
        var found = await people
            .Users.Where(p => p.NormalizedEmail == email.Normalized || p.ClaimedEmail == email.Normalized)
            .GroupBy(p => p.EmailConfirmed)
            .Select(g => g.OrderByDescending(p => p.Id).First())
            .ToListAsync(cancel);
        return [found.Find(p => p.EmailConfirmed), found.Find(p => !p.EmailConfirmed)];
    }

    private async Task<bool> IsRight(Person? person, string password)
    {
        // Renews an old hash by the way.
        if (person?.PasswordHash is not null)
            return await accounts.CheckPasswordAsync(person, password);

        Spend(password);
        return false;
    }

    /// <summary>One statement for however many accounts, none too; parallel failures each count.</summary>
    private async Task<List<Guid>> CountFailure(Guid[] ids, CancellationToken cancel)
    {
        var rules = identity.Value.Lockout;
        var now = clock.GetUtcNow();
        var until = now + rules.DefaultLockoutTimeSpan;
        return await people
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
}

/// <summary>A hash that no password opens, as dear as a real one: what is computed where there is no account.</summary>
internal sealed class NobodysPassword(IOptions<PasswordHasherOptions> options)
{
    internal static readonly Person Nobody = new("nobody", "nobody@example.invalid", "en", DateTimeOffset.UnixEpoch);

    public string Hash { get; } = new PasswordHasher<Person>(options).HashPassword(Nobody, Guid.NewGuid().ToString());
}
