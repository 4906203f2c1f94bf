using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Modules;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;

namespace Niaga.Identity.Delivery;

/// <summary>Which members a notification goes to now, by which ways: their role, their choices. Within the work's transaction.</summary>
internal sealed class Recipients(
    TenantSession session,
    AccessCache access,
    ModuleCatalog modules,
    NotificationWays ways,
    DisclosureLog disclosures
)
{
    /// <param name="Id">Who.</param>
    /// <param name="Name">What they are called.</param>
    /// <param name="Email">Their address; null where they have confirmed none.</param>
    /// <param name="Language">Code of the language they read.</param>
    /// <param name="Ways">Ways it takes beside the inbox.</param>
    /// <param name="Times">When.</param>
    internal sealed record Recipient(
        PersonId Id,
        string Name,
        string? Email,
        string? Language,
        IReadOnlyList<string> Ways,
        NotificationTimes Times
    );

    /// <summary>Everybody who may get this kind and wants it by some way.</summary>
    /// <param name="kind">What.</param>
    /// <param name="permission">What they must hold beside what the kind asks, or null.</param>
    /// <param name="toldAt">When it was told; who joined later is not meant.</param>
    /// <param name="only">One person, or null for all.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<List<Recipient>> Of(
        NotificationKind kind,
        string? permission,
        DateTimeOffset toldAt,
        PersonId? only,
        CancellationToken cancel
    )
    {
        var opened = await disclosures.ForWork(cancel);
        var rows = await session.Rows(
            $"""
            SELECT p.person_id, p.display_name, CASE WHEN p.email_confirmed THEN p.email END, p.language, t.rhythm, t.quiet_from,
                t.quiet_until, t.phone, coalesce((SELECT array_agg(c.channel) FROM platform.notification_choices c
                    WHERE c.tenant_id = m.tenant_id AND c.person_id = m.person_id AND c.kind = {kind.Key} AND c.wanted), ARRAY[]::text[]),
                coalesce((SELECT array_agg(c.channel) FROM platform.notification_choices c
                    WHERE c.tenant_id = m.tenant_id AND c.person_id = m.person_id AND c.kind = {kind.Key} AND NOT c.wanted),
                    ARRAY[]::text[])
            FROM platform.memberships m JOIN platform.known_people p ON p.tenant_id = m.tenant_id AND p.person_id = m.person_id
            LEFT JOIN platform.notification_times t ON t.tenant_id = m.tenant_id AND t.person_id = m.person_id
            WHERE m.tenant_id = {session.Tenant.Value} AND m.status = 'active' AND m.joined_at <= {toldAt}
                AND ({only is null} OR m.person_id = {only?.Value ?? Guid.Empty})
            ORDER BY p.person_id
            """,
            row => new Recipient(
                new(row.GetGuid(0)),
                row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                WaysOf(kind, row.GetFieldValue<string[]>(8), row.GetFieldValue<string[]>(9)),
                row.IsDBNull(4)
                    ? NotificationTimes.Unchosen
                    : new(
                        row.GetString(4),
                        row.IsDBNull(5) ? null : new(row.GetInt32(5), row.GetInt32(6)),
                        opened.Text(row.Personal(7, NotificationTimes.PhoneColumn, row.GetGuid(0)), row.GetGuid(0))
                    )
            ),
            cancel
        );
        var may = new List<Recipient>();
        foreach (var person in rows.Where(r => r.Ways.Count > 0))
        {
            if (await May(kind, permission, person.Id, cancel))
                may.Add(person);
        }
        return may;
    }

    /// <summary>Whether a member may get one of a kind now.</summary>
    private async Task<bool> May(NotificationKind kind, string? permission, PersonId person, CancellationToken cancel) =>
        await access.Find(session.Tenant, cancel) is { Status: "active" } business
        && await access.FindMember(business, person, cancel) is { } member
        && modules.Notifications(member.Permissions, business.Entitlements).Any(k => k.Key == kind.Key)
        && (permission is null || modules.InForce(member.Permissions, business.Entitlements).Contains(permission));

    private string[] WaysOf(NotificationKind kind, string[] wanted, string[] unwanted) =>
        [
            .. ways.Of(kind)
                .Where(way =>
                    way != NotificationWays.App
                    && (wanted.Contains(way) || (NotificationWays.FromTheStart(kind, way) && !unwanted.Contains(way)))
                ),
        ];
}
