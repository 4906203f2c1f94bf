using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Identity.Webhooks;

/// <summary>Webhooks that were removed.</summary>
internal sealed class WebhooksBin(TenantSession session) : IBinSource
{
    public IReadOnlyList<string> Tables { get; } = ["platform.webhooks"];

    public bool IsFor(Caller caller) => caller.May(PlatformPermissions.WebhooksManage);

    public Task<List<BinItem>> Newest(int most, CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT w.webhook_id, coalesce(nullif(w.description, ''), w.address), w.removed_at, (
                SELECT d.display_name FROM platform.audit_entries a JOIN platform.known_people d
                    ON d.tenant_id = a.tenant_id AND d.person_id = a.person_id
                WHERE a.tenant_id = w.tenant_id AND a.subject = {WebhookAudit.Subject} AND a.subject_id = w.webhook_id::text
                    AND a.action = {WebhookAudit.Removed} ORDER BY a.entry_id DESC LIMIT 1)
            FROM platform.webhooks w WHERE w.tenant_id = {session.Tenant.Value} AND w.removed_at IS NOT NULL
            ORDER BY w.removed_at DESC LIMIT {most}
            """,
            row => new BinItem(
                row.GetGuid(0),
                "platform.webhooks",
                row.GetString(1),
                "settings/webhooks",
                row.GetFieldValue<DateTimeOffset>(2),
                row.IsDBNull(3) ? null : row.GetString(3)
            ),
            cancel
        );

    public Task<Outcome<Done>> Restore(string table, Guid id, UseCaseRunner runner, CancellationToken cancel) =>
        RestoreWebhook.Do(runner, id, cancel);
}
