using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Trade.Customers;

/// <summary>
/// Makes one customer of two: what the other has and the kept one lacks moves over, and documents of the other are found with the kept one
/// from now on. What moved is written down, so that it can be undone. Answers the merge's id.
/// </summary>
[Needs(TradePermissions.CustomersMerge)]
internal sealed class MergeCustomers(
    TenantSession session,
    TradeDb db,
    CustomerRecords records,
    BusinessFields fields,
    DisclosureLog disclosures,
    RestrictedRecords restricted,
    Caller caller,
    AuditTrail audit,
    Outbox outbox,
    TimeProvider clock
) : UseCase<MergeCustomers, MergeCustomers.Input, Guid>
{
    /// <param name="Kept">Who stays.</param>
    /// <param name="Gone">Who is found as the other from now on.</param>
    public sealed record Input(Guid Kept, Guid? Gone);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        if (input.Gone is not { } goneId)
            return PlatformErrors.Required("Other");
        var (kept, gone) = await Hold(session, input.Kept, goneId, cancel);
        if (kept is null || gone is null)
            return CustomerErrors.NotFound();
        if (input.Kept == goneId)
            return CustomerErrors.MergeWithItself();
        if (kept.ArchivedAt is not null || gone.ArchivedAt is not null)
            return CustomerErrors.MergeOfArchived();
        foreach (var one in new[] { input.Kept, goneId })
        {
            // Merged into one that anybody opens, it would be open too.
            if ((await restricted.Of(CustomerAudit.Subject, one, cancel)).IsRestricted)
                return CustomerErrors.MergeOfRestricted();
        }

        var now = clock.GetUtcNow();
        var merge = Guid.CreateVersion7(now);
        // Both opened, for what is compared and taken over.
        var (before, others) = (await records.DetailsOf(kept, cancel), await records.DetailsOf(gone, cancel));
        var contacts = await MoveContacts(kept.CustomerId, goneId, cancel);
        var addresses = await MoveAddresses(kept.CustomerId, goneId, cancel);
        var consents = await MoveConsents(kept.CustomerId, goneId, cancel);
        var tags = await CopyTags(kept.CustomerId, goneId, cancel);
        // Two customers cannot hold one TIN: the other lets it go before the kept one takes it.
        var earlier = await db.Set<Customer>().Where(c => c.MergedInto == goneId).ToListAsync(cancel);
        foreach (var other in earlier)
            other.MergeInto(kept.CustomerId, now);
        await db.SaveChangesAsync(cancel);
        gone.MergeInto(kept.CustomerId, now);
        await db.SaveChangesAsync(cancel);
        var (values, keys) = (await fields.Of(CustomerOwnFields.Kind, cancel)).Fill(before.Fields, others.Fields);
        string[] filled = [.. kept.FillFrom(gone), .. keys.Select(key => Field.ColumnPrefix + key)];
        if (keys.Count > 0)
            await records.WriteFields(kept, values, before.Fields, cancel);
        kept.Touch(now);
        await records.WriteTokens(kept, cancel);
        await CustomerTokens.Write(session, goneId, [], cancel);
        await db.Set<CustomerContact>()
            .Where(c => c.CustomerId == goneId)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Shared, true), cancel);
        await RestoreCustomers.SoleAgain(db, kept.CustomerId, cancel);
        await Note(
            merge,
            input.Kept,
            goneId,
            [contacts, addresses, consents, [.. earlier.Select(o => o.CustomerId)]],
            [tags, filled],
            cancel
        );
        audit.Record(
            "trade.customers_merged",
            CustomerAudit.Subject,
            kept.CustomerId,
            after: new { changed = CustomerAudit.Differences(before, await records.DetailsOf(kept, cancel)), mergedFrom = goneId }
        );
        outbox.Publish(CustomerTold.Merged, CustomerTold.Of(gone));
        return merge;
    }

    public override Refusal? Explain(PostgresException violation, Input input) => CustomerRecords.Explain(violation);

    /// <summary>Both, held in one order, so that a merge the other way round waits and then finds its customer gone.</summary>
    internal static async Task<(Customer? One, Customer? Other)> Hold(TenantSession session, Guid one, Guid other, CancellationToken cancel)
    {
        Guid[] ids = [one, other];
        await session.Rows(
            $"""
            SELECT customer_id FROM trade.customers WHERE tenant_id = {session.Tenant.Value} AND customer_id = ANY ({ids})
            ORDER BY customer_id FOR NO KEY UPDATE
            """,
            row => row.GetGuid(0),
            cancel
        );
        var held = await session.Open<TradeDb>().Set<Customer>().Where(c => ids.Contains(c.CustomerId)).ToListAsync(cancel);
        return (held.Find(c => c.CustomerId == one), held.Find(c => c.CustomerId == other));
    }

    private Task<Guid[]> MoveContacts(Guid kept, Guid gone, CancellationToken cancel) =>
        Ids(
            $"""
            UPDATE trade.customer_contacts m SET customer_id = {kept}, place = m.place + 100
            WHERE m.tenant_id = {session.Tenant.Value} AND m.customer_id = {gone} AND NOT EXISTS (
                SELECT FROM trade.customer_contacts k WHERE k.tenant_id = m.tenant_id AND k.customer_id = {kept}
                    AND k.kind = m.kind AND k.value_key = m.value_key)
            RETURNING m.contact_id
            """,
            cancel
        );

    private async Task<Guid[]> MoveAddresses(Guid kept, Guid gone, CancellationToken cancel)
    {
        var work = await disclosures.ForWork(cancel);
        var addresses = await db.Set<CustomerAddress>()
            .Where(a => a.CustomerId == kept || a.CustomerId == gone)
            .AsNoTracking()
            .ToListAsync(cancel);
        var known = addresses.Where(a => a.CustomerId == kept).Select(Key).ToHashSet();
        Guid[] moved = [.. addresses.Where(a => a.CustomerId == gone && !known.Contains(Key(a))).Select(a => a.AddressId)];
        await session.Execute(
            $"""
            UPDATE trade.customer_addresses SET customer_id = {kept}, place = place + 100
            WHERE tenant_id = {session.Tenant.Value} AND address_id = ANY ({moved})
            """,
            cancel
        );
        return moved;

        (string, string?) Key(CustomerAddress address) =>
            address.Details(work) is var d ? (d.Line1.ToLowerInvariant(), d.Postcode) : default;
    }

    /// <summary>An agreement that both gave stays with the one who gave it; a withdrawn one is never overruled by the other's.</summary>
    private Task<Guid[]> MoveConsents(Guid kept, Guid gone, CancellationToken cancel) =>
        Ids(
            $"""
            UPDATE trade.customer_consents m SET customer_id = {kept}
            WHERE m.tenant_id = {session.Tenant.Value} AND m.customer_id = {gone} AND NOT EXISTS (
                SELECT FROM trade.customer_consents k WHERE k.tenant_id = m.tenant_id AND k.customer_id = {kept}
                    AND k.purpose = m.purpose AND m.withdrawn_at IS NULL)
            RETURNING m.consent_id
            """,
            cancel
        );

    private async Task<string[]> CopyTags(Guid kept, Guid gone, CancellationToken cancel) =>
        [
            .. await session.Rows(
                $"""
                INSERT INTO trade.customer_tags (tenant_id, customer_id, tag_key, tag)
                SELECT tenant_id, {kept}, tag_key, tag FROM trade.customer_tags
                WHERE tenant_id = {session.Tenant.Value} AND customer_id = {gone}
                ON CONFLICT DO NOTHING RETURNING tag_key
                """,
                row => row.GetString(0),
                cancel
            ),
        ];

    private async Task<Guid[]> Ids(FormattableString sql, CancellationToken cancel) =>
        [.. await session.Rows(sql, row => row.GetGuid(0), cancel)];

    private async Task Note(Guid merge, Guid kept, Guid gone, Guid[][] moved, string[][] facts, CancellationToken cancel)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO trade.customer_merges (tenant_id, merge_id, kept_id, gone_id, contacts, addresses, consents, customers, tags,
                filled, merged_at, merged_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            session.Connection
        );
        foreach (var id in new[] { session.Tenant.Value, merge, kept, gone })
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        foreach (var ids in moved)
            insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
        foreach (var names in facts)
            insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        insert.Parameters.Add(new() { Value = (object?)caller.Person?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await insert.ExecuteNonQueryAsync(cancel);
    }
}
