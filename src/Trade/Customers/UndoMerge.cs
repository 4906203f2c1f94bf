using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;
using Npgsql;
using NpgsqlTypes;

namespace Niaga.Trade.Customers;

/// <summary>
/// Makes two customers of one again: what moved goes back as far as it is still there. What came since stays with the one that was kept.
/// Answers the customer that is back.
/// </summary>
[Needs(TradePermissions.CustomersMerge)]
internal sealed class UndoMerge(
    TenantSession session,
    TradeDb db,
    CustomerRecords records,
    Caller caller,
    AuditTrail audit,
    Outbox outbox,
    TimeProvider clock
) : UseCase<UndoMerge, UndoMerge.Input, Guid>
{
    public sealed record Input(Guid Merge);

    private sealed record Noted(
        Guid Kept,
        Guid Gone,
        Guid[] Contacts,
        Guid[] Addresses,
        Guid[] Consents,
        Guid[] Customers,
        string[] Tags,
        string[] Filled,
        bool Undone
    );

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        if (await Find(input.Merge, cancel) is not { } noted)
            return CustomerErrors.MergeNotFound();
        if (noted.Undone)
            return CustomerErrors.MergeUndone();
        var (kept, gone) = await MergeCustomers.Hold(session, noted.Kept, noted.Gone, cancel);
        if (kept is null || gone is null)
            return CustomerErrors.NotFound();
        if (gone.MergedInto != noted.Kept)
            return CustomerErrors.MergeOverlaid();

        var now = clock.GetUtcNow();
        await Back("customer_contacts", "contact_id", noted.Kept, noted.Gone, noted.Contacts, cancel);
        await Back("customer_addresses", "address_id", noted.Kept, noted.Gone, noted.Addresses, cancel);
        await Back("customer_consents", "consent_id", noted.Kept, noted.Gone, noted.Consents, cancel);
        await db.Set<CustomerTag>().Where(t => t.CustomerId == noted.Kept && noted.Tags.Contains(t.TagKey)).ExecuteDeleteAsync(cancel);
        var (mine, theirs) = (await records.DetailsOf(kept, cancel), await records.DetailsOf(gone, cancel));
        kept.GiveBack(noted.Filled, gone);
        var left = mine.Fields.Without(key =>
            noted.Filled.Contains(Field.ColumnPrefix + key) && Equals(mine.Fields[key], theirs.Fields[key])
        );
        if (!left.Equals(mine.Fields))
            await records.WriteFields(kept, left, mine.Fields, cancel);
        kept.Touch(now);
        await db.SaveChangesAsync(cancel);
        gone.ComeBack(now);
        await db.SaveChangesAsync(cancel);
        foreach (
            var other in await db.Set<Customer>()
                .Where(c => noted.Customers.Contains(c.CustomerId) && c.MergedInto == noted.Kept)
                .ToListAsync(cancel)
        )
            other.MergeInto(noted.Gone, now);
        await records.WriteTokens(kept, cancel);
        await records.WriteTokens(gone, cancel);
        await RestoreCustomers.SoleAgain(db, noted.Gone, cancel);
        await Undone(input.Merge, cancel);
        audit.Record("trade.merge_undone", CustomerAudit.Subject, noted.Kept, after: new { mergedFrom = noted.Gone });
        outbox.Publish(CustomerTold.Changed, CustomerTold.Of(gone));
        return noted.Gone;
    }

    public override Refusal? Explain(PostgresException violation, Input input) => CustomerRecords.Explain(violation);

    private async Task<Noted?> Find(Guid merge, CancellationToken cancel)
    {
        var rows = await session.Rows(
            $"""
            SELECT kept_id, gone_id, contacts, addresses, consents, customers, tags, filled, undone_at IS NOT NULL
            FROM trade.customer_merges WHERE tenant_id = {session.Tenant.Value} AND merge_id = {merge} FOR NO KEY UPDATE
            """,
            row => new Noted(
                row.GetGuid(0),
                row.GetGuid(1),
                row.GetFieldValue<Guid[]>(2),
                row.GetFieldValue<Guid[]>(3),
                row.GetFieldValue<Guid[]>(4),
                row.GetFieldValue<Guid[]>(5),
                row.GetFieldValue<string[]>(6),
                row.GetFieldValue<string[]>(7),
                row.GetBoolean(8)
            ),
            cancel
        );
        return rows.FirstOrDefault();
    }

    /// <summary>What moved and is still with the kept one, back to the other.</summary>
    private async Task Back(string table, string key, Guid kept, Guid gone, Guid[] ids, CancellationToken cancel)
    {
        await using var update = new NpgsqlCommand(
            $"UPDATE trade.{table} SET customer_id = $3 WHERE tenant_id = $1 AND customer_id = $2 AND {key} = ANY ($4)",
            session.Connection
        );
        foreach (var id in new[] { session.Tenant.Value, kept, gone })
            update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        update.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
        await update.ExecuteNonQueryAsync(cancel);
    }

    private async Task Undone(Guid merge, CancellationToken cancel)
    {
        await using var update = new NpgsqlCommand(
            "UPDATE trade.customer_merges SET undone_at = $3, undone_by = $4 WHERE tenant_id = $1 AND merge_id = $2",
            session.Connection
        );
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = session.Tenant.Value });
        update.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = merge });
        update.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        update.Parameters.Add(new() { Value = (object?)caller.Person?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await update.ExecuteNonQueryAsync(cancel);
    }
}
