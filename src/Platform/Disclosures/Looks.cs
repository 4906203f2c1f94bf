using System.Data.Common;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Disclosures;

/// <summary>Who looked at whose personal values, newest first. Its reader needs <see cref="PlatformPermissions.AuditView"/>.</summary>
public sealed class Looks(TenantSession session)
{
    /// <summary>Personal values were shown once.</summary>
    /// <param name="Id">Of its entry in the audit log, in order of time.</param>
    /// <param name="At">When.</param>
    /// <param name="Person">Who; null for a program, the platform's own work and its operator.</param>
    /// <param name="Name">What they are called; null where nobody is known by that id.</param>
    /// <param name="Channel"><c>page</c>, <c>api</c>, <c>work</c> or <c>operator</c>.</param>
    /// <param name="Purpose">One of <see cref="Purposes"/>.</param>
    /// <param name="Fields">Names of what was shown.</param>
    /// <param name="Route">Where, as a template without ids.</param>
    public sealed record Look(
        Guid Id,
        DateTimeOffset At,
        PersonId? Person,
        string? Name,
        string Channel,
        string Purpose,
        IReadOnlyList<string> Fields,
        string Route
    );

    /// <summary>The newest looks at any of these records; one that showed several of them counts once.</summary>
    /// <param name="subject">Kind of record, such as <c>trade.customer</c>.</param>
    /// <param name="ids">Whose: several where they are the same person.</param>
    /// <param name="below">Only looks before this one; null for all.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<IReadOnlyList<Look>> Of(
        string subject,
        IReadOnlyCollection<Guid> ids,
        Guid? below,
        int most,
        CancellationToken cancel
    )
    {
        var (tenant, whose, before) = (session.Tenant.Value, ids.ToArray(), below ?? Guid.AllBitsSet);
        // The key is read backwards once a record: whoever stands on a much read list has looks by the hundred thousand.
        return await session.Rows(
            $"""
            WITH found AS (
                SELECT DISTINCT n.entry_id FROM unnest({whose}) AS s(id) CROSS JOIN LATERAL (
                    SELECT d.entry_id FROM platform.looks d
                    WHERE d.tenant_id = {tenant} AND d.subject = {subject} AND d.subject_id = s.id AND d.entry_id < {before}
                    ORDER BY d.entry_id DESC LIMIT {most}
                ) n
                ORDER BY n.entry_id DESC LIMIT {most}
            )
            SELECT e.entry_id, e.at, e.person_id, p.display_name, e.channel, e.after::json ->> 'purpose',
                ARRAY(SELECT json_array_elements_text(e.after::json -> 'fields')), e.after::json ->> 'route'
            FROM found f JOIN platform.audit_entries e ON e.tenant_id = {tenant} AND e.entry_id = f.entry_id
            LEFT JOIN platform.known_people p ON p.tenant_id = {tenant} AND p.person_id = e.person_id
            ORDER BY e.entry_id DESC
            """,
            LookOf,
            cancel
        );
    }

    /// <summary>How many there are.</summary>
    public async Task<int> Count(string subject, IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        var (tenant, whose) = (session.Tenant.Value, ids.ToArray());
        var counted = await session.Rows(
            $"""
            SELECT count(DISTINCT entry_id)::int FROM platform.looks
            WHERE tenant_id = {tenant} AND subject = {subject} AND subject_id = ANY ({whose})
            """,
            row => row.GetInt32(0),
            cancel
        );
        return counted[0];
    }

    private static Look LookOf(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetFieldValue<DateTimeOffset>(1),
            row.IsDBNull(2) ? null : new PersonId(row.GetGuid(2)),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetFieldValue<string[]>(6),
            row.GetString(7)
        );
}
