using Niaga.Platform.Data;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;
using Npgsql;

namespace Niaga.Platform.Audit;

/// <summary>Reads a business's audit log, newest first.</summary>
internal sealed class AuditLog(Databases databases)
{
    /// <summary>One act.</summary>
    /// <param name="At">When.</param>
    /// <param name="Person">Who; null for the platform's own work.</param>
    /// <param name="Channel"><c>page</c>, <c>api</c>, <c>work</c> or <c>operator</c>.</param>
    /// <param name="Address">The network address it came from, where there is one.</param>
    /// <param name="Action">The audited event.</param>
    /// <param name="Before">Facts before, as JSON.</param>
    /// <param name="After">Facts after, as JSON.</param>
    /// <param name="Seal">Its number in the sealed chain; null in the seconds before it is sealed.</param>
    public sealed record Entry(DateTimeOffset At, PersonId? Person, string Channel, string? Address, string Action, string? Before, string? After, long? Seal);

    public sealed record Page(IReadOnlyList<Entry> Entries, int Total, IReadOnlyDictionary<PersonId, string> Names);

    /// <summary>A page of it; <paramref name="of"/> narrows it to the acts on one thing, by kind and id.</summary>
    public async Task<Page> Read(TenantId tenant, int page, int size, CancellationToken cancel, (string Kind, string Id)? of = null)
    {
        await using var batch = Batch(tenant);
        var narrowed = of is null ? "" : "AND e.subject = $4 AND e.subject_id = $5";
        batch.BatchCommands.Add(new($"SELECT count(*)::int FROM platform.audit_entries e WHERE e.tenant_id = $1 {narrowed.Replace("$4", "$2", StringComparison.Ordinal).Replace("$5", "$3", StringComparison.Ordinal)}")
        {
            Parameters = { new() { Value = tenant.Value } },
        });
        batch.BatchCommands.Add(new(
            $"""
            SELECT e.at, e.person_id, e.channel, e.address, e.action, e.before, e.after, s.sequence
            FROM platform.audit_entries e LEFT JOIN platform.audit_seals s ON s.tenant_id = $1 AND s.entry_id = e.entry_id
            WHERE e.tenant_id = $1 {narrowed} ORDER BY e.entry_id DESC OFFSET $2 LIMIT $3
            """)
        {
            Parameters = { new() { Value = tenant.Value }, new() { Value = (page - 1) * size }, new() { Value = size } },
        });
        for (var i = 1; of is { } thing && i < batch.BatchCommands.Count; i++)
        {
            batch.BatchCommands[i].Parameters.Add(new() { Value = thing.Kind });
            batch.BatchCommands[i].Parameters.Add(new() { Value = thing.Id });
        }
        var entries = new List<Entry>();
        int total;
        await using (var rows = await batch.ExecuteReaderAsync(cancel))
        {
            await rows.NextResultAsync(cancel);
            await rows.ReadAsync(cancel);
            total = rows.GetInt32(0);
            await rows.NextResultAsync(cancel);
            while (await rows.ReadAsync(cancel))
            {
                entries.Add(new(
                    rows.GetFieldValue<DateTimeOffset>(0), rows.IsDBNull(1) ? null : new PersonId(rows.GetGuid(1)), rows.GetString(2), Text(rows, 3), rows.GetString(4),
                    Text(rows, 5), Text(rows, 6), rows.IsDBNull(7) ? null : rows.GetInt64(7)));
            }
        }
        return new(entries, total, await Names([.. entries.Where(e => e.Person is not null).Select(e => e.Person!.Value.Value).Distinct()], cancel));
    }

    /// <summary>Which of these events have happened since an instant; keep the span short, for nothing but time narrows the search.</summary>
    public async Task<IReadOnlySet<string>> Happened(TenantId tenant, IEnumerable<string> actions, DateTimeOffset since, CancellationToken cancel)
    {
        await using var batch = Batch(tenant);
        // Ids are UUIDv7: the primary key is in order of time.
        batch.BatchCommands.Add(new("SELECT DISTINCT action FROM platform.audit_entries WHERE tenant_id = $1 AND entry_id >= $2 AND action = ANY ($3)")
        {
            Parameters = { new() { Value = tenant.Value }, new() { Value = Earliest(since) }, new() { Value = actions.ToArray() } },
        });
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        var happened = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel)) happened.Add(rows.GetString(0));
        return happened;
    }

    private async Task<Dictionary<PersonId, string>> Names(Guid[] people, CancellationToken cancel)
    {
        var names = new Dictionary<PersonId, string>();
        if (people.Length == 0) return names;
        await using var command = databases.Shared.CreateCommand("SELECT id, display_name FROM platform.people WHERE id = ANY ($1)");
        command.Parameters.AddWithValue(people);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) names[new(rows.GetGuid(0))] = rows.GetString(1);
        return names;
    }

    private NpgsqlBatch Batch(TenantId tenant)
    {
        var batch = databases.Of(tenant).CreateBatch();
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = tenant.ToString() } } });
        return batch;
    }

    private static Guid Earliest(DateTimeOffset at)
    {
        var bytes = Guid.CreateVersion7(at).ToByteArray(bigEndian: true);
        bytes.AsSpan(8).Clear();
        (bytes[6], bytes[7]) = (0x70, 0);
        return new(bytes, bigEndian: true);
    }

    private static string? Text(NpgsqlDataReader rows, int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
}
