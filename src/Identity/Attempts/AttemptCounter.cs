using Niaga.Identity.People;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Attempts;

/// <summary>Counts attempts to sign in as a person, within the running transaction; exact over all nodes.</summary>
internal sealed class AttemptCounter(TenantSession session, TimeProvider clock)
{
    public const string SignIn = "sign_in";
    public const string Reset = "reset";
    public const string Confirmation = "confirmation";
    public const string EmailMessage = "email";
    public const string BehindLock = "locked";

    /// <summary>Older counts are of no use to anybody.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>How often within a time window.</summary>
    internal sealed record Count(int All, int Locked, int TooOften);

    /// <summary>Counts one try more.</summary>
    /// <param name="person">Whose account.</param>
    /// <param name="kind">What was tried.</param>
    /// <param name="networkAddress">From where, or empty to count over all.</param>
    /// <param name="began">Start of the window: see <see cref="Window"/>.</param>
    /// <param name="locked">The account was locked.</param>
    /// <param name="tooOften">The limit of attempts was reached.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>How many it are now; 1 for the first.</returns>
    public async Task<int> Add(
        PersonId person,
        string kind,
        string networkAddress,
        DateTimeOffset began,
        bool locked,
        bool tooOften,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                new PeopleSight(person).Set(),
                new("DELETE FROM platform.attempt_counts WHERE person_id = $1 AND began_at < $2")
                {
                    Parameters =
                    {
                        new() { Value = person.Value },
                        new() { Value = clock.GetUtcNow() - Kept },
                    },
                },
                new(
                    """
                    INSERT INTO platform.attempt_counts AS t (person_id, kind, network_address, began_at, attempts, locked, too_often)
                        VALUES ($1, $2, $3, $4, 1, $5, $6)
                    ON CONFLICT (person_id, kind, network_address, began_at)
                    DO UPDATE
                        SET attempts = t.attempts + 1, locked = t.locked + EXCLUDED.locked, too_often = t.too_often + EXCLUDED.too_often
                    RETURNING attempts
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = person.Value },
                        new() { Value = kind },
                        new() { Value = networkAddress },
                        new() { Value = began },
                        new() { Value = locked ? 1 : 0 },
                        new() { Value = tooOften ? 1 : 0 },
                    },
                },
            },
        };
        await using var counted = await batch.ExecuteReaderAsync(cancel);
        await counted.NextResultAsync(cancel);
        await counted.ReadAsync(cancel);
        return counted.GetInt32(0);
    }

    /// <summary>Reads and deletes the counts of a window; null when there are none.</summary>
    public async Task<Count?> Take(PersonId person, string kind, string networkAddress, DateTimeOffset began, CancellationToken cancel)
    {
        await using var take = About(
            new(person),
            """
            DELETE FROM platform.attempt_counts WHERE person_id = $1 AND kind = $2 AND network_address = $3 AND began_at = $4
            RETURNING attempts, locked, too_often
            """,
            person.Value,
            kind,
            networkAddress,
            began
        );
        await using var row = await take.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        return await row.ReadAsync(cancel) ? new(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)) : null;
    }

    /// <summary>Whoever counts the same address waits until this transaction ends: else each would count without the others.</summary>
    public async Task LockAddress(string normalizedEmail, CancellationToken cancel)
    {
        await using var wait = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('email ' || $1, 0))", session.Connection)
        {
            Parameters = { new() { Value = normalizedEmail } },
        };
        await wait.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>How many within a window, over all accounts with an address.</summary>
    public async Task<long> AtAddress(string normalizedEmail, string kind, DateTimeOffset began, CancellationToken cancel)
    {
        await using var sum = About(
            PeopleSight.Nobody with
            {
                Address = normalizedEmail,
            },
            """
            SELECT coalesce(sum(t.attempts), 0) FROM platform.attempt_counts t JOIN platform.people p ON p.id = t.person_id
            WHERE (p.normalized_email = $1 OR p.claimed_email = $1) AND t.kind = $2 AND t.began_at = $3
            """,
            normalizedEmail,
            kind,
            began
        );
        await using var row = await sum.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        await row.ReadAsync(cancel);
        return row.GetInt64(0);
    }

    private NpgsqlBatch About(PeopleSight sight, string sql, params object[] values)
    {
        var query = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            query.Parameters.Add(new() { Value = value });
        return new(session.Connection) { BatchCommands = { sight.Set(), query } };
    }

    /// <summary>When the current window of a length began: the same on every node.</summary>
    public DateTimeOffset Window(TimeSpan length)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.UtcTicks % length.Ticks));
    }
}
