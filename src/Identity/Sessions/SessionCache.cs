using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Sessions;

/// <summary>
/// Open sign-ins, kept in memory by person and dropped exactly when the person or one of their sign-ins changes
/// (<c>CacheInvalidationListener</c>); while notifications cannot arrive nothing is cached. A line that fell silent is
/// noticed within ten seconds; so long an ended sign-in may open on a node that is cut off.
/// </summary>
internal sealed class SessionCache(Databases databases, PersonSummaries summaries, TimeProvider clock) : IDisposable
{
    private const int MostPeople = 100_000;

    /// <summary>How exactly the database knows when a session was last used.</summary>
    private static readonly TimeSpan SeenGrain = TimeSpan.FromMinutes(1);

    private readonly MemoryCache people = new(new MemoryCacheOptions { SizeLimit = MostPeople });
    private long generation;
    private volatile bool listening;

    /// <summary>The sign-in, or null when it is unknown, ended, or too old by the platform's own measure.</summary>
    public async ValueTask<SignInState?> Find(PersonId person, Guid session, CancellationToken cancel)
    {
        var found = await Look(person, session, cancel);
        return
            found is null
            || clock.GetUtcNow() - found.StartedAt > SignInSession.LongestLife
            || await LayIdle(found, SignInSession.LongestIdle, cancel)
            ? null
            : found;
    }

    /// <summary>Notes that the session is in use.</summary>
    public async ValueTask Touch(SignInState session, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now - session.SeenAt < SeenGrain)
            return;

        await using var batch = About(
            session.Person,
            """
            UPDATE platform.sessions SET seen_at = $2, longest_pause = greatest(longest_pause, $2 - seen_at)
            WHERE session_id = $1 AND seen_at < $2 RETURNING seen_at, longest_pause
            """,
            new NpgsqlParameter<Guid> { TypedValue = session.Id },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = now }
        );
        await Take(batch, session, cancel);
    }

    /// <summary>Whether it ever lay idle for longer than a business allows, on whichever node it was used.</summary>
    public async ValueTask<bool> LayIdle(SignInState session, TimeSpan most, CancellationToken cancel)
    {
        if (session.LongestPause > most)
            return true;
        if (clock.GetUtcNow() - session.SeenAt <= most)
            return false;
        // Another node may have seen it meanwhile.
        await using var batch = About(
            session.Person,
            "SELECT seen_at, longest_pause FROM platform.sessions WHERE session_id = $1",
            new NpgsqlParameter<Guid> { TypedValue = session.Id }
        );
        await Take(batch, session, cancel);
        return session.LongestPause > most || clock.GetUtcNow() - session.SeenAt > most;
    }

    /// <summary>A statement with whose rows it is about: one round trip.</summary>
    private NpgsqlBatch About(PersonId person, string sql, params NpgsqlParameter[] values)
    {
        var query = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            query.Parameters.Add(value);
        var batch = databases.Shared.CreateBatch();
        batch.BatchCommands.Add(new PeopleSight(person).Set());
        batch.BatchCommands.Add(query);
        return batch;
    }

    private static async Task Take(NpgsqlBatch batch, SignInState session, CancellationToken cancel)
    {
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        if (await row.ReadAsync(cancel))
            (session.SeenAt, session.LongestPause) = (row.GetFieldValue<DateTimeOffset>(0), row.GetTimeSpan(1));
    }

    /// <summary>Drops what is kept of one person.</summary>
    internal void Forget(PersonId person)
    {
        Interlocked.Increment(ref generation);
        people.Remove(person);
        summaries.Forget(person);
    }

    /// <summary>Notifications arrive from now on, or no longer do; either way what was cached before may be stale.</summary>
    internal void Listening(bool now)
    {
        Interlocked.Increment(ref generation);
        listening = now;
        people.Clear();
        summaries.Listening(now);
    }

    public void Dispose() => people.Dispose();

    private async ValueTask<SignInState?> Look(PersonId person, Guid session, CancellationToken cancel)
    {
        if (!listening)
            return await Read(person, session, cancel);

        var kept = people.Get<ConcurrentDictionary<Guid, SignInState>>(person);
        if (kept is not null && kept.TryGetValue(session, out var known))
            return known;

        var before = Interlocked.Read(ref generation);
        kept ??= people.Set(person, new ConcurrentDictionary<Guid, SignInState>(), new MemoryCacheEntryOptions { Size = 1 });
        var found = await Read(person, session, cancel);
        if (found is not null)
            kept[session] = found;
        // A notification between the read and the caching found nothing to drop.
        if (Interlocked.Read(ref generation) != before)
            people.Remove(person);
        return found;
    }

    private async Task<SignInState?> Read(PersonId person, Guid session, CancellationToken cancel)
    {
        await using var batch = About(
            person,
            """
            SELECT s.started_at, s.password_at, s.factor_at, s.method, s.bound_to, s.seen_at, s.provider, p.email,
                p.two_factor_enabled OR EXISTS (SELECT FROM platform.person_passkeys k WHERE k.user_id = p.id), s.longest_pause, p.language
            FROM platform.sessions s JOIN platform.people p ON p.id = s.person_id
            WHERE s.session_id = $1 AND s.person_id = $2 AND s.ended_at IS NULL
            """,
            new NpgsqlParameter<Guid> { TypedValue = session },
            new NpgsqlParameter<Guid> { TypedValue = person.Value }
        );
        await using var row = await batch.ExecuteReaderAsync(cancel);
        await row.NextResultAsync(cancel);
        if (!await row.ReadAsync(cancel))
            return null;

        return new(
            session,
            person,
            row.GetFieldValue<DateTimeOffset>(0),
            Time(row, 1),
            Time(row, 2),
            row.GetString(3),
            row.IsDBNull(4) ? null : new TenantId(row.GetGuid(4)),
            row.GetBoolean(8),
            row.GetString(7),
            row.IsDBNull(6) ? null : row.GetString(6)
        )
        {
            SeenAt = row.GetFieldValue<DateTimeOffset>(5),
            LongestPause = row.GetTimeSpan(9),
            Language = row.GetString(10),
        };
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
