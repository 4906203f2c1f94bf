using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Retail.Products;
using Niaga.Retail.Stock;
using Niaga.Trade.Numbering;
using Niaga.Trade.Stock;
using Npgsql;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>What voids and refunds share: the sale is held first, the document written last. Within a use case's transaction.</summary>
internal sealed class ReversalWriter(
    TenantSession session,
    SalesQuery sales,
    StockLedger stock,
    LowStock low,
    Numbers numbers,
    Caller caller,
    AuditTrail audit,
    Outbox outbox,
    TimeProvider clock
)
{
    /// <summary>Today in Malaysia.</summary>
    public DateOnly Today => MalaysianTime.Day(clock.GetUtcNow());

    /// <summary>The sale with all that was done to it. Others who want to put it right wait until the transaction ends.</summary>
    public async Task<Sale?> Hold(Guid saleId, CancellationToken cancel)
    {
        await using var hold = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", session.Connection);
        hold.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{session.Tenant} sale {saleId}" });
        await hold.ExecuteNonQueryAsync(cancel);
        return await sales.Find(saleId, cancel);
    }

    /// <summary>Goods back on the shelf, the document with its number, its line in the audit log.</summary>
    public async Task<ReversalReceipt> Write(
        Sale sale,
        string kind,
        AmountsBack back,
        string reason,
        PersonId? approvedBy,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        var db = session.Open<RetailDb>();
        var id = Guid.CreateVersion7(now);
        var returned = await BackOnTheShelf(db, sale, back, id, cancel);
        await stock.Move(returned, sale.BranchId, cancel);
        if (returned.Length > 0)
            await low.Look([.. returned.Select(m => m.ItemId)], sale.BranchId, cancel);
        var reversal = new Reversal(
            id,
            sale.SaleId,
            kind,
            await numbers.Next(ReversalNumber.Series(kind), cancel),
            now,
            MalaysianTime.Day(now),
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18))
        );
        reversal.Say(caller.Person!.Value, approvedBy, reason);
        reversal.Take(back);
        db.Add(reversal);
        await db.SaveChangesAsync(cancel);
        audit.Record(
            kind == ReversalKinds.Void ? "retail.sale_voided" : "retail.sale_refunded",
            "retail.sale",
            sale.SaleId,
            after: new
            {
                document = reversal.Document.ToString(),
                receipt = new ReceiptNumber(sale.ReceiptNumber).ToString(),
                reversal.Total,
                reversal.Rounding,
                lines = reversal.Lines.Count,
                payments = back.Payments.Select(p => new { p.Method, p.Amount }),
                reason,
                approvedBy = approvedBy?.Value,
            }
        );
        var receipt = ReversalReceipt.Of(reversal, back);
        outbox.Publish(kind == ReversalKinds.Void ? RetailEvents.SaleVoided : RetailEvents.SaleRefunded, receipt);
        return receipt;
    }

    /// <summary>Only what the shop counts now; what is written off left with the sale and stays away.</summary>
    private static async Task<StockMovement[]> BackOnTheShelf(RetailDb db, Sale sale, AmountsBack back, Guid id, CancellationToken cancel)
    {
        var products = sale.Lines.ToDictionary(l => l.Line, l => l.ProductId);
        var returned = back
            .Lines.Where(l => l.Restock)
            .GroupBy(l => products[l.SaleLine])
            .ToDictionary(p => p.Key, p => p.Aggregate(Quantity.Zero, (sum, l) => sum + l.Quantity));
        var counted = await db.Set<Product>()
            .Where(p => returned.Keys.Contains(p.ProductId) && p.TrackStock)
            .Select(p => p.ProductId)
            .ToListAsync(cancel);
        return [.. counted.Select(p => new StockMovement(p, returned[p], StockMovementKind.Returned, null, "retail.reversal", id))];
    }
}

/// <summary>A void or refund as just made.</summary>
/// <param name="Id">The document.</param>
/// <param name="Number" example="CN-000034">Its number: V- for a void, CN- for a refund.</param>
/// <param name="SaleId">The sale it puts right.</param>
/// <param name="At">When.</param>
/// <param name="Total">Σ lines, tax included.</param>
/// <param name="Tax">The part of the total that is tax.</param>
/// <param name="Rounding">5-sen rounding of the cash part.</param>
/// <param name="Due">What goes back to the customer.</param>
/// <param name="Payments">How it goes back.</param>
/// <param name="DocumentPath">The public document, within the business's address.</param>
internal sealed record ReversalReceipt(
    Guid Id,
    string Number,
    Guid SaleId,
    DateTimeOffset At,
    Money Total,
    Money Tax,
    Money Rounding,
    Money Due,
    IReadOnlyList<ReversalReceipt.Paid> Payments,
    string DocumentPath
)
{
    /// <param name="Method"><c>cash</c>, <c>card</c> or <c>e-wallet</c>.</param>
    /// <param name="Amount">What goes back this way.</param>
    internal sealed record Paid(string Method, Money Amount);

    public static ReversalReceipt Of(Reversal r, AmountsBack back) =>
        new(
            r.ReversalId,
            r.Document.ToString(),
            r.SaleId,
            r.At,
            r.Total,
            r.Tax,
            r.Rounding,
            r.Due,
            [.. back.Payments.Select(p => new Paid(p.Method, p.Amount))],
            r.DocumentPath
        );
}
