using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;

namespace Niaga.Trade.Customers.Import;

/// <summary>
/// Takes customers of an import back: whom it made is archived, whom it changed is again as before, archived too.
/// Who bought, agreed, was merged or changed since stays.
/// </summary>
internal sealed class CustomerImportUndo(TenantSession session, DisclosureLog disclosures, TimeProvider clock)
{
    /// <summary>A customer whom anybody wrote since has another xmin.</summary>
    public const string Plan = """
        SELECT c.record_id, '' AS name, p.customer_id::text AS name_key, c.made, CASE
            WHEN p.merged_into IS NOT NULL THEN 'merged'
            WHEN p.xmin::text::bigint <> c.version THEN 'changed'
            WHEN c.made AND c.record_id IN (SELECT trade.customers_used($1, ARRAY(SELECT m.record_id FROM imports.import_changes m
                WHERE m.tenant_id = $1 AND m.import_id = $2 AND m.made))) THEN 'used'
            WHEN c.made AND EXISTS (SELECT FROM trade.customer_consents a WHERE a.tenant_id = $1 AND a.customer_id = c.record_id)
                THEN 'consent'
            WHEN NOT c.made AND c.before -> 'customer' ->> 'archived_at' IS NULL AND EXISTS (
                SELECT FROM trade.customers o WHERE o.tenant_id = $1 AND o.archived_at IS NULL
                AND o.tin_key = (c.before -> 'customer' ->> 'tin_key')::bytea AND o.customer_id <> c.record_id) THEN 'tin'
            WHEN NOT c.made AND c.before -> 'customer' ->> 'archived_at' IS NULL AND EXISTS (
                SELECT FROM trade.customers o WHERE o.tenant_id = $1 AND o.archived_at IS NULL
                AND o.identity_key = (c.before -> 'customer' ->> 'identity_key')::bytea AND o.customer_id <> c.record_id) THEN 'identity'
            END AS kept
        FROM imports.import_changes c JOIN trade.customers p ON p.tenant_id = $1 AND p.customer_id = c.record_id
        WHERE c.tenant_id = $1 AND c.import_id = $2
        """;

    public Task Hold(Guid import, CancellationToken cancel) =>
        session.Execute(
            $"""
            SELECT FROM trade.customers WHERE tenant_id = {session.Tenant.Value} AND customer_id IN
                (SELECT record_id FROM imports.import_changes WHERE tenant_id = {session.Tenant.Value} AND import_id = {import})
            ORDER BY customer_id FOR UPDATE
            """,
            cancel
        );

    public async Task TakeBack(Guid import, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var made = await Undone(import, made: true, cancel);
        await session.Execute(
            $"""
            UPDATE trade.customers SET archived_at = {now}, updated_at = {now}
            WHERE tenant_id = {session.Tenant.Value} AND customer_id = ANY ({made})
            """,
            cancel
        );
        await PutBack(import, now, cancel);
        // As whoever is archived they claim no number.
        Guid[] back = await Undone(import, made: false, cancel);
        await session.Execute(
            $"""
            UPDATE trade.customer_contacts x SET shared = true FROM trade.customers c
            WHERE x.tenant_id = {session.Tenant.Value} AND x.customer_id = ANY ({made.Concat(back).ToArray()}) AND NOT x.shared
                AND c.tenant_id = x.tenant_id AND c.customer_id = x.customer_id AND c.archived_at IS NOT NULL
            """,
            cancel
        );
        await CustomerTokens.WriteAnew(session, await disclosures.ForWork(cancel), back, cancel);
    }

    private async Task PutBack(Guid import, DateTimeOffset now, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        await session.Execute(
            $"""
            UPDATE trade.customers c SET kind = b.kind, name = b.name, own = b.own, tin = b.tin, tin_key = b.tin_key,
                identity = b.identity, identity_key = b.identity_key, registration = b.registration,
                note = b.note, group_id = b.group_id, credit_limit_sen = b.credit_limit_sen,
                fields = fields.back({tenant}, {CustomerAudit.Subject}, c.fields, coalesce(b.fields, c.fields)),
                archived_at = b.archived_at, updated_at = {now}
            FROM imports.import_changes i, jsonb_populate_record(NULL::trade.customers, i.before -> 'customer') b
            WHERE c.tenant_id = {tenant} AND c.customer_id = i.record_id
                AND i.tenant_id = {tenant} AND i.import_id = {import} AND i.undone AND NOT i.made
            """,
            cancel
        );
        await session.Execute(
            $"""
            DELETE FROM trade.customer_contacts c USING imports.import_changes i
            WHERE c.tenant_id = {tenant} AND c.customer_id = i.record_id AND NOT i.before -> 'contacts' ? c.contact_id::text
                AND i.tenant_id = {tenant} AND i.import_id = {import} AND i.undone AND NOT i.made
            """,
            cancel
        );
        await session.Execute(
            $"""
            DELETE FROM trade.customer_tags c USING imports.import_changes i
            WHERE c.tenant_id = {tenant} AND c.customer_id = i.record_id AND NOT i.before -> 'tags' ? c.tag_key
                AND i.tenant_id = {tenant} AND i.import_id = {import} AND i.undone AND NOT i.made
            """,
            cancel
        );
        await session.Execute(
            $"""
            DELETE FROM trade.customer_addresses a USING imports.import_changes i
            WHERE a.tenant_id = {tenant} AND a.customer_id = i.record_id AND i.before ->> 'address' IS NULL
                AND i.tenant_id = {tenant} AND i.import_id = {import} AND i.undone AND NOT i.made
            """,
            cancel
        );
        await session.Execute(
            $"""
            UPDATE trade.customer_addresses a SET line1 = b.line1, line2 = b.line2, postcode = b.postcode, town = b.town, state = b.state
            FROM imports.import_changes i, jsonb_populate_record(NULL::trade.customer_addresses, i.before -> 'address') b
            WHERE a.tenant_id = {tenant} AND a.address_id = b.address_id AND i.before ->> 'address' IS NOT NULL
                AND i.tenant_id = {tenant} AND i.import_id = {import} AND i.undone AND NOT i.made
            """,
            cancel
        );
    }

    private async Task<Guid[]> Undone(Guid import, bool made, CancellationToken cancel) =>
        [
            .. await session.Rows(
                $"""
                SELECT record_id FROM imports.import_changes
                WHERE tenant_id = {session.Tenant.Value} AND import_id = {import} AND undone AND made = {made}
                """,
                row => row.GetGuid(0),
                cancel
            ),
        ];
}
