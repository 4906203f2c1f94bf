using System.Collections.Frozen;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Texts;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Platform.Disclosures;

/// <summary>
/// Writes down who sees what of whom and why, into the business's chained log, and opens the values only then. Within a use case the line
/// goes with its commit, and also where it refuses: a refusal may name somebody.
/// </summary>
public sealed class DisclosureLog(
    TenantSession session,
    TenantKeys keys,
    Databases databases,
    Caller caller,
    RestrictedRecords restricted,
    Words words,
    TimeProvider clock,
    UnreadableValues unreadable
)
{
    /// <summary>The audited event.</summary>
    public const string Event = AuditFilter.PersonalDataRead;

    /// <summary>What its subject is called in the log.</summary>
    internal const string Subject = AuditFilter.Disclosure;

    private const string Insert = """
        INSERT INTO platform.audit_entries (tenant_id, entry_id, at, person_id, channel, address, action, subject, subject_id, after)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private readonly List<Line> pending = [];

    /// <summary>What a line says beside who and when.</summary>
    private sealed record Facts(string Of, IReadOnlyList<Guid> Ids, IReadOnlyList<string> Fields, string Purpose, string Route);

    private sealed record Line(Guid Id, DateTimeOffset At, string Facts);

    /// <summary>Shows the caller these fields of these people: the line is written before anything opens.</summary>
    /// <param name="subject">Kind of record, such as <c>trade.customer</c>.</param>
    /// <param name="ids">Whose.</param>
    /// <param name="fields">Names of what is shown.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<Disclosure> Show(string subject, IEnumerable<Guid> ids, IReadOnlyList<string> fields, CancellationToken cancel)
    {
        var scope = Scope(subject);
        Guid[] subjects = [.. ids.Distinct()];
        // What a record is called is shown of every one: how else would whoever must open it find it?
        string[] names = [.. fields.Where(f => f == Disclosure.Name)];
        var (closed, exceptional) = names.Length == fields.Count ? ([], []) : await restricted.Among(subject, subjects, cancel);
        Line[] lines =
        [
            .. Lines(subject, subjects.Where(s => !closed.Contains(s) && !exceptional.Contains(s)), fields, scope.Purpose, scope.Route),
            .. Lines(subject, exceptional, fields, Purposes.Exception, scope.Route),
            .. Lines(subject, names.Length > 0 ? closed : [], names, scope.Purpose, scope.Route),
        ];
        if (session.InTransaction)
            pending.AddRange(lines);
        else if (lines.Length > 0)
            await WriteNow(lines, cancel);
        return new(
            await keys.Of(session.Tenant, cancel),
            subjects.ToFrozenSet(),
            closed,
            new(words["personal.unreadable"], words["personal.restricted"]),
            unreadable
        );
    }

    private IEnumerable<Line> Lines(string of, IEnumerable<Guid> ids, IReadOnlyList<string> fields, string purpose, string route)
    {
        Guid[] subjects = [.. ids];
        if (subjects.Length == 0)
            yield break;

        var now = clock.GetUtcNow();
        var facts = new Facts(of, subjects, fields, purpose, route);
        yield return new(Guid.CreateVersion7(now), now, AuditTrail.Text(facts)!);
    }

    /// <summary>For work that shows nobody what it reads: comparing, sorting, moving from row to row.</summary>
    public async ValueTask<Disclosure> ForWork(CancellationToken cancel) =>
        new(await keys.Of(session.Tenant, cancel), null, [], new(words["personal.unreadable"], words["personal.restricted"]), unreadable);

    /// <summary>
    /// Opens what stands with a record that is nobody's, such as a comment on a product. It is encrypted for what may be in it; there is
    /// nobody to whom its reading could be told.
    /// </summary>
    public ValueTask<Disclosure> OfThings(CancellationToken cancel) => ForWork(cancel);

    /// <summary>The lines go out with the commit.</summary>
    internal void Write()
    {
        foreach (var line in pending)
            session.WriteAtCommit(Command(line));
        pending.Clear();
    }

    /// <summary>After a refusal: what it told stays written.</summary>
    internal async Task WriteAlone(CancellationToken cancel)
    {
        if (pending.Count == 0)
            return;

        Line[] lines = [.. pending];
        pending.Clear();
        await WriteNow(lines, cancel);
    }

    private DisclosureScope Scope(string subject)
    {
        if (caller.Discloses is { } scope)
        {
            return scope.Covers(subject)
                ? scope
                : throw new InvalidOperationException($"{scope.Route} shows values of {subject} and does not declare that it does.");
        }
        return caller.Origin.Channel is "page" or "api"
            ? throw new InvalidOperationException($"A route shows values of {subject} and declares no purpose.")
            : new(Purposes.Work, [], caller.Origin.Channel);
    }

    /// <summary>One round trip, and all of it or nothing.</summary>
    private async Task WriteNow(IEnumerable<Line> lines, CancellationToken cancel)
    {
        await using var batch = databases.Of(session.Tenant).CreateBatch();
        batch.BatchCommands.Add(
            new(TenantReads.SetTenant) { Parameters = { new NpgsqlParameter<string> { TypedValue = session.Tenant.ToString() } } }
        );
        foreach (var line in lines)
            batch.BatchCommands.Add(Command(line));
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Whom it names is indexed when it is sealed, see <c>platform.looks</c>: a page of many waits for one row.</summary>
    private NpgsqlBatchCommand Command(Line line) =>
        new(Insert)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value },
                new NpgsqlParameter<Guid> { TypedValue = line.Id },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = line.At },
                new() { Value = (object?)caller.Person?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new NpgsqlParameter<string> { TypedValue = caller.Origin.Channel },
                new() { Value = (object?)caller.Origin.Address?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new NpgsqlParameter<string> { TypedValue = Event },
                new NpgsqlParameter<string> { TypedValue = Subject },
                new NpgsqlParameter<string> { TypedValue = line.Id.ToString() },
                new NpgsqlParameter<string> { TypedValue = line.Facts },
            },
        };
}
