using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Audit;

/// <summary>Recomputes the chain of a tenant and names its first broken link.</summary>
internal sealed class AuditVerification(Databases databases, AuditHeads heads)
{
    /// <param name="Tenant">Whose chain.</param>
    /// <param name="Links">Links that hold, from the first on.</param>
    /// <param name="Broken">What is wrong with the first that does not, or null.</param>
    internal sealed record Result(TenantId Tenant, long Links, string? Broken);

    public Task<Result> Verify(TenantId tenant, CancellationToken cancel) => Verify(tenant, long.MaxValue, cancel);

    /// <summary>As of a time: what was published after link <paramref name="upTo"/> is not looked for.</summary>
    public async Task<Result> Verify(TenantId tenant, long upTo, CancellationToken cancel)
    {
        // Read before the snapshot is taken: what was published by now is in it.
        var all = heads.Read().GetValueOrDefault(tenant) ?? new Dictionary<long, byte[]>();
        var published = all.Where(h => h.Key <= upTo).ToDictionary();
        await using var connection = await databases.Of(tenant).OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        await using (var set = new NpgsqlCommand(TenantReads.SetTenant, connection))
        {
            set.Parameters.AddWithValue(tenant.ToString());
            await set.ExecuteNonQueryAsync(cancel);
        }
        var (links, broken) = await Walk(connection, tenant, published, cancel);
        broken ??= await Uncovered(connection, tenant, cancel);
        if (broken is null && published.Count > 0 && published.Keys.Max() is var newest && newest > links)
            broken = $"link {links + 1}: removed; the chain was published up to link {newest}";
        return new(tenant, links, broken);
    }

    private static async Task<(long Links, string? Broken)> Walk(
        NpgsqlConnection connection,
        TenantId tenant,
        IReadOnlyDictionary<long, byte[]> published,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT s.sequence, s.hash, s.entry_id, {AuditEntry.Columns} FROM platform.audit_seals s LEFT
            JOIN platform.audit_entries e USING (tenant_id, entry_id) WHERE s.tenant_id = $1 ORDER BY s.sequence
            """,
            connection
        );
        command.Parameters.AddWithValue(tenant.Value);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var (links, previous) = (0L, AuditChain.Beginning);
        while (await rows.ReadAsync(cancel))
        {
            var (sequence, hash, entry) = (rows.GetInt64(0), rows.GetFieldValue<byte[]>(1), rows.GetGuid(2));
            if (sequence != links + 1)
                return (links, $"link {links + 1}: removed");
            if (rows.IsDBNull(4))
                return (links, $"link {sequence}: its entry {entry} was removed");

            previous = AuditChain.Next(previous, sequence, AuditEntry.Read(rows, 3));
            if (!previous.AsSpan().SequenceEqual(hash))
                return (links, $"link {sequence}: entry {entry} was altered or reordered");
            if (published.TryGetValue(sequence, out var known) && !previous.AsSpan().SequenceEqual(known))
                return (links, $"link {sequence}: differs from its published hash; it or one before it was rewritten");

            links = sequence;
        }
        return (links, null);
    }

    /// <summary>An entry that is neither sealed nor waiting was slipped in or its seal taken away.</summary>
    private static async Task<string?> Uncovered(NpgsqlConnection connection, TenantId tenant, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT e.entry_id FROM platform.audit_entries e
            WHERE e.tenant_id = $1
              AND NOT EXISTS (SELECT FROM platform.audit_seals s WHERE s.tenant_id = $1 AND s.entry_id = e.entry_id)
              AND NOT EXISTS (SELECT FROM platform.audit_pending p WHERE p.tenant_id = $1 AND p.entry_id = e.entry_id)
            ORDER BY e.entry_id LIMIT 1
            """,
            connection
        );
        command.Parameters.AddWithValue(tenant.Value);
        return await command.ExecuteScalarAsync(cancel) is Guid entry ? $"entry {entry}: neither sealed nor waiting to be" : null;
    }
}
