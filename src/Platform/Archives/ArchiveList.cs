using System.Data.Common;
using Niaga.Platform.Data;

namespace Niaga.Platform.Archives;

/// <summary>Archives that were asked for, the newest first.</summary>
internal sealed class ArchiveList(TenantSession session, TimeProvider clock)
{
    private const int Most = 50;

    /// <param name="Id">Its id.</param>
    /// <param name="State"><c>waiting</c>, <c>running</c>, <c>ready</c>, <c>failed</c>, <c>cancelled</c> or <c>expired</c>.</param>
    /// <param name="AskedAt">When it was asked for.</param>
    /// <param name="RowsDone">How far it is.</param>
    /// <param name="RowsTotal">Of how many; 0 while they are counted.</param>
    /// <param name="Bytes">Its size, once it is ready.</param>
    /// <param name="ExpiresAt">Until when it may be fetched.</param>
    public sealed record Row(
        Guid Id,
        string State,
        DateTimeOffset AskedAt,
        long RowsDone,
        long RowsTotal,
        long? Bytes,
        DateTimeOffset? ExpiresAt
    )
    {
        public bool UnderWay => State is "waiting" or "running";
    }

    public Task<List<Row>> All(CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT archive_id, state, asked_at, rows_done, rows_total, bytes, expires_at FROM platform.archives
            WHERE tenant_id = {session.Tenant.Value} ORDER BY asked_at DESC, archive_id LIMIT {Most}
            """,
            Read,
            cancel
        );

    public async Task<Row?> Find(Guid id, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT archive_id, state, asked_at, rows_done, rows_total, bytes, expires_at FROM platform.archives
                WHERE tenant_id = {session.Tenant.Value} AND archive_id = {id}
                """,
                Read,
                cancel
            )
        ).FirstOrDefault();

    /// <summary>On its last moment it is over, whether or not somebody has cleared it away yet.</summary>
    private Row Read(DbDataReader row)
    {
        var expires = row.IsDBNull(6) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(6);
        var state = row.GetString(1);
        return new(
            row.GetGuid(0),
            state == "ready" && expires <= clock.GetUtcNow() ? "expired" : state,
            row.GetFieldValue<DateTimeOffset>(2),
            row.GetInt64(3),
            row.GetInt64(4),
            row.IsDBNull(5) ? null : row.GetInt64(5),
            expires
        );
    }
}
