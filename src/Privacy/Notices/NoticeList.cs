using System.Data.Common;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Notices;

/// <summary>What the business tells people about their data: the version that holds today, and all there were.</summary>
public sealed class NoticeList(TenantSession session, TimeProvider clock)
{
    /// <param name="Id">Its id: a consent names it.</param>
    /// <param name="Version">From 1 on.</param>
    /// <param name="Malay">Its text in Malay.</param>
    /// <param name="English">The same in English.</param>
    /// <param name="EffectiveFrom">The first day it holds.</param>
    /// <param name="PublishedAt">When it was published.</param>
    /// <param name="By">Who published it; null for a program without a person.</param>
    public sealed record Notice(
        Guid Id,
        int Version,
        string Malay,
        string English,
        DateOnly EffectiveFrom,
        DateTimeOffset PublishedAt,
        string? By
    );

    /// <returns>Null where none holds yet.</returns>
    public async Task<Notice?> Current(CancellationToken cancel)
    {
        var today = MalaysianTime.Day(clock.GetUtcNow());
        return (await All(cancel)).FirstOrDefault(n => n.EffectiveFrom <= today);
    }

    /// <summary>All versions, the newest first.</summary>
    public Task<List<Notice>> All(CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT n.notice_id, n.version, n.text_ms, n.text_en, n.effective_from, n.published_at, p.display_name FROM privacy.notices n
            LEFT JOIN platform.known_people p ON p.tenant_id = n.tenant_id AND p.person_id = n.published_by
            WHERE n.tenant_id = {session.Tenant.Value} ORDER BY n.version DESC
            """,
            Of,
            cancel
        );

    private static Notice Of(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetInt32(1),
            row.GetString(2),
            row.GetString(3),
            row.GetFieldValue<DateOnly>(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.IsDBNull(6) ? null : row.GetString(6)
        );
}
