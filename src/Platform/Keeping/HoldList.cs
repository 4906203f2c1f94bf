using Niaga.Platform.Data;

namespace Niaga.Platform.Keeping;

/// <summary>What is held back, the newest first; what was released comes last.</summary>
public sealed class HoldList(TenantSession session)
{
    /// <param name="Id">Its id.</param>
    /// <param name="Scope"><c>business</c>, <c>class</c>, <c>table</c> or <c>record</c>.</param>
    /// <param name="Class">Of a class: its key.</param>
    /// <param name="Table">Of a table or a record: schema and name.</param>
    /// <param name="Record">Of a record: its id.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="By">Who set it; null for a program without a person.</param>
    /// <param name="SetAt">Since when.</param>
    /// <param name="Until">The last day, or null.</param>
    /// <param name="ReleasedAt">When it was released, or null.</param>
    public sealed record Row(
        Guid Id,
        string Scope,
        string? Class,
        string? Table,
        Guid? Record,
        string Reason,
        string? By,
        DateTimeOffset SetAt,
        DateOnly? Until,
        DateTimeOffset? ReleasedAt
    );

    public const int Most = 200;

    public Task<List<Row>> All(CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT h.hold_id, h.scope, h.class, h.tbl, h.record_id, h.reason, p.display_name, h.set_at, h.until, h.released_at
            FROM platform.legal_holds h LEFT JOIN platform.known_people p
                ON p.tenant_id = h.tenant_id AND p.person_id = h.set_by
            WHERE h.tenant_id = {session.Tenant.Value}
            ORDER BY h.released_at DESC NULLS FIRST, h.set_at DESC LIMIT {Most}
            """,
            row => new Row(
                row.GetGuid(0),
                row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetGuid(4),
                row.GetString(5),
                row.IsDBNull(6) ? null : row.GetString(6),
                row.GetFieldValue<DateTimeOffset>(7),
                row.IsDBNull(8) ? null : row.GetFieldValue<DateOnly>(8),
                row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9)
            ),
            cancel
        );
}
