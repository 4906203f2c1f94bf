using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Audit;

/// <summary>Reads a business's audit log, newest first.</summary>
internal sealed class AuditLog(Databases databases)
{
    /// <summary>One act.</summary>
    /// <param name="Id">In order of time.</param>
    /// <param name="At">When.</param>
    /// <param name="Person">Who; null for the platform's own work.</param>
    /// <param name="Channel"><c>page</c>, <c>api</c>, <c>work</c> or <c>operator</c>.</param>
    /// <param name="Address">The network address it came from, where there is one.</param>
    /// <param name="Action">The audited event.</param>
    /// <param name="Subject">Kind of the thing it was done to.</param>
    /// <param name="SubjectId">Which.</param>
    /// <param name="Before">Facts before, as JSON.</param>
    /// <param name="After">Facts after, as JSON.</param>
    /// <param name="Seal">Its number in the sealed chain; null in the seconds before it is sealed.</param>
    public sealed record Entry(
        Guid Id,
        DateTimeOffset At,
        PersonId? Person,
        string Channel,
        string? Address,
        string Action,
        string Subject,
        string SubjectId,
        string? Before,
        string? After,
        long? Seal
    )
    {
        /// <summary>The person it is about, where it is about one.</summary>
        public PersonId? About => Subject == "platform.person" && Guid.TryParse(SubjectId, out var id) ? new(id) : null;
    }

    public sealed record Page(IReadOnlyList<Entry> Entries, int Total, IReadOnlyDictionary<PersonId, string> Names);

    private const string Columns =
        "e.entry_id, e.at, e.person_id, e.channel, e.address, e.action, e.subject, e.subject_id, e.before, e.after, s.sequence";
    private const string Source =
        "platform.audit_entries e LEFT JOIN platform.audit_seals s ON s.tenant_id = $1 AND s.entry_id = e.entry_id";

    /// <summary>The person an entry is about; what is no id is nobody's.</summary>
    private const string About =
        "CASE WHEN e.subject = 'platform.person' AND e.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' "
        + "THEN e.subject_id::uuid END";

    /// <summary>A page of it, counted from 1.</summary>
    public async Task<Page> Read(TenantId tenant, AuditFilter filter, int page, int size, CancellationToken cancel)
    {
        await using var batch = Batch(tenant);
        Add(batch, tenant, filter, where => $"SELECT count(*)::int FROM platform.audit_entries e WHERE {where}");
        Add(
            batch,
            tenant,
            filter,
            where =>
                FormattableString.Invariant(
                    $"SELECT {Columns} FROM {Source} WHERE {where} ORDER BY e.entry_id DESC OFFSET {(page - 1) * size} LIMIT {size}"
                )
        );
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        await rows.ReadAsync(cancel);
        var total = rows.GetInt32(0);
        await rows.NextResultAsync(cancel);
        var entries = await Entries(rows, cancel);
        return new(entries, total, await Names(tenant, entries, cancel));
    }

    /// <summary>
    /// The newest that match, without their number, in one round trip: for a thing's page, for a cursor, and for a file that takes them
    /// portion by portion.
    /// </summary>
    public async Task<Page> Newest(TenantId tenant, AuditFilter filter, int most, CancellationToken cancel)
    {
        await using var batch = Batch(tenant);
        Add(batch, tenant, filter, where => Named(where, most));
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        var names = new Dictionary<PersonId, string>();
        var entries = await Entries(rows, cancel, names);
        return new(entries, entries.Count, names);
    }

    /// <summary>The newest that match, how many there are, and who works here: all in one round trip.</summary>
    /// <param name="Entries">At most as many as asked for.</param>
    /// <param name="Total">How many match, whatever the cursor.</param>
    /// <param name="Names">Of those who acted, those who were acted on, and every member.</param>
    /// <param name="Members">By name.</param>
    public sealed record Top(
        IReadOnlyList<Entry> Entries,
        int Total,
        IReadOnlyDictionary<PersonId, string> Names,
        IReadOnlyList<PersonId> Members
    );

    public async Task<Top> Look(TenantId tenant, AuditFilter filter, int most, CancellationToken cancel)
    {
        await using var batch = Batch(tenant);
        Add(batch, tenant, filter with { Below = null }, where => $"SELECT count(*)::int FROM platform.audit_entries e WHERE {where}");
        Add(batch, tenant, filter, where => Named(where, most));
        batch.BatchCommands.Add(
            new(
                """
                SELECT p.person_id, p.display_name
                FROM platform.memberships m JOIN platform.known_people p ON p.tenant_id = m.tenant_id AND p.person_id = m.person_id
                WHERE m.tenant_id = $1 ORDER BY p.display_name, p.person_id
                """
            )
            {
                Parameters = { new() { Value = tenant.Value } },
            }
        );
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        await rows.ReadAsync(cancel);
        var total = rows.GetInt32(0);
        await rows.NextResultAsync(cancel);
        var (names, members) = (new Dictionary<PersonId, string>(), new List<PersonId>());
        var entries = await Entries(rows, cancel, names);
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            members.Add(new(rows.GetGuid(0)));
            names[members[^1]] = rows.GetString(1);
        }
        return new(entries, total, names, members);
    }

    public async Task<int> Count(TenantId tenant, AuditFilter filter, CancellationToken cancel)
    {
        await using var batch = Batch(tenant);
        Add(batch, tenant, filter, where => $"SELECT count(*)::int FROM platform.audit_entries e WHERE {where}");
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        await rows.ReadAsync(cancel);
        return rows.GetInt32(0);
    }

    /// <summary>With the names of who acted and who was acted on.</summary>
    private static string Named(string where, int most) =>
        $"SELECT {Columns}, w.display_name, a.display_name FROM {Source} "
        + "LEFT JOIN platform.known_people w ON w.tenant_id = e.tenant_id AND w.person_id = e.person_id "
        + $"LEFT JOIN platform.known_people a ON a.tenant_id = e.tenant_id AND a.person_id = {About} "
        + FormattableString.Invariant($"WHERE {where} ORDER BY e.entry_id DESC LIMIT {most}");

    private static void Add(NpgsqlBatch batch, TenantId tenant, AuditFilter filter, Func<string, string> sql)
    {
        var command = new NpgsqlBatchCommand { Parameters = { new() { Value = tenant.Value } } };
        command.CommandText = sql(filter.Sql(command.Parameters));
        batch.BatchCommands.Add(command);
    }

    private static async Task<List<Entry>> Entries(
        NpgsqlDataReader rows,
        CancellationToken cancel,
        Dictionary<PersonId, string>? names = null
    )
    {
        var entries = new List<Entry>();
        while (await rows.ReadAsync(cancel))
        {
            entries.Add(
                new(
                    rows.GetGuid(0),
                    rows.GetFieldValue<DateTimeOffset>(1),
                    rows.IsDBNull(2) ? null : new PersonId(rows.GetGuid(2)),
                    rows.GetString(3),
                    Text(rows, 4),
                    rows.GetString(5),
                    rows.GetString(6),
                    rows.GetString(7),
                    Text(rows, 8),
                    Text(rows, 9),
                    rows.IsDBNull(10) ? null : rows.GetInt64(10)
                )
            );
            if (names is null)
                continue;
            if (entries[^1].Person is { } person && Text(rows, 11) is { } who)
                names[person] = who;
            if (entries[^1].About is { } about && Text(rows, 12) is { } whom)
                names[about] = whom;
        }
        return entries;
    }

    /// <summary>Of those who acted and those who were acted on.</summary>
    private async Task<Dictionary<PersonId, string>> Names(TenantId tenant, IReadOnlyList<Entry> entries, CancellationToken cancel)
    {
        var names = new Dictionary<PersonId, string>();
        var people = entries.SelectMany(e => new[] { e.Person, e.About }).OfType<PersonId>().Select(p => p.Value).Distinct().ToArray();
        if (people.Length == 0)
            return names;

        await using var batch = Batch(tenant);
        batch.BatchCommands.Add(
            new("SELECT person_id, display_name FROM platform.known_people WHERE tenant_id = $1 AND person_id = ANY ($2)")
            {
                Parameters =
                {
                    new() { Value = tenant.Value },
                    new() { Value = people },
                },
            }
        );
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        while (await rows.ReadAsync(cancel))
            names[new(rows.GetGuid(0))] = rows.GetString(1);
        return names;
    }

    private NpgsqlBatch Batch(TenantId tenant)
    {
        var batch = databases.Of(tenant).CreateBatch();
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = tenant.ToString() } } });
        return batch;
    }

    private static string? Text(NpgsqlDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
}
