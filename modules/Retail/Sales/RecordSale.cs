using System.Buffers.Text;
using System.Security.Cryptography;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Retail.Stock;
using Niaga.Trade.Branches;
using Niaga.Trade.Customers;
using Niaga.Trade.Stock;
using Niaga.Trade.Tax;
using Npgsql;

namespace Niaga.Retail.Sales;

/// <summary>
/// A sale at the till: stock leaves, money comes in, a receipt gets its number, all or nothing. Two round trips between begin and
/// commit: one reads the products and locks their stock, one writes everything. SQL instead of Entity Framework, because this is
/// the act the shop waits for.
/// </summary>
[Needs(Permissions.Sell)]
[ReadsFirst]
internal sealed class RecordSale(
    TenantSession session,
    Caller caller,
    StockLedger stock,
    ShortageCheck shortages,
    TaxRates taxes,
    LowStock low,
    AuditTrail audit,
    Outbox outbox,
    TimeProvider clock
) : UseCase<RecordSale, RecordSale.Input, RecordSale.Receipt>
{
    public const int MostLines = 500;
    public const int MostPayments = 10;
    public const long MostQuantity = 99_999;
    public const int MostReference = 60;

    /// <param name="Lines">What is sold, 1 to 500 lines.</param>
    /// <param name="Payments">How it is paid, up to 10; none when everything is free.</param>
    /// <param name="ApprovedBy">The supervisor who agreed, as <see cref="SupervisorApproval"/> found; never what a client says.</param>
    /// <param name="Customer">To whom; null where nobody asked.</param>
    /// <param name="Branch">Where; null for where the caller works.</param>
    public sealed record Input(
        IReadOnlyList<NewSaleLine?>? Lines,
        IReadOnlyList<NewSalePayment?>? Payments,
        PersonId? ApprovedBy = null,
        Guid? Customer = null,
        Guid? Branch = null
    );

    /// <param name="Id">The sale.</param>
    /// <param name="ReceiptNumber">Such as <c>R-000123</c>.</param>
    /// <param name="SoldAt">When.</param>
    /// <param name="Total">Σ lines, tax included.</param>
    /// <param name="Tax">The part of the total that is tax.</param>
    /// <param name="Rounding">5-sen rounding of the cash part.</param>
    /// <param name="Due">Total and rounding: what was to be paid.</param>
    /// <param name="Change">To give back.</param>
    /// <param name="ReceiptPath">The public receipt, within the business's address.</param>
    /// <param name="Shortages">Counted products of which more was sold than there was; they are listed for a count.</param>
    public sealed record Receipt(
        Guid Id,
        string ReceiptNumber,
        DateTimeOffset SoldAt,
        Money Total,
        Money Tax,
        Money Rounding,
        Money Due,
        Money Change,
        string ReceiptPath,
        IReadOnlyList<Shortage> Shortages
    );

    public override async Task<Outcome<Receipt>> Run(Input input, CancellationToken cancel)
    {
        if (Incomplete(input.Lines, input.Payments) is { } refusal)
            return refusal;

        var wanted = WantedOf(input.Lines!);
        var products = await CartProducts.Read(
            session,
            stock,
            [.. wanted.Select(l => l.Id).Distinct()],
            forUpdate: true,
            input.Branch,
            cancel
        );
        if (products.Branch is not { } branch)
            return BranchErrors.NotFound() with { Field = "BranchId" };
        var now = clock.GetUtcNow();
        var cart = PricedCart.Of(wanted, products, await taxes.On(MalaysianTime.Day(now), cancel));
        // Everything that speaks against the cart in one answer: the money was counted once already.
        var shortage = await shortages.Refuse(cart.Shortages, input.ApprovedBy is not null, cancel);
        if (Refusal.Of([.. cart.Refusals, .. shortage?.All ?? []]) is { } unsellable)
            return unsellable;

        var (lines, total) = (cart.Lines, cart.Total);
        var given = (input.Payments ?? []).Select(p => (p!.Method!, p.Amount!.Value, Trimmed(p.Reference))).ToArray();
        if (!Tender.Settle(total, given).Succeeded(out var tender, out refusal))
            return refusal;

        var sale = new SaleToWrite(
            Guid.CreateVersion7(now),
            branch,
            now,
            MalaysianTime.Day(now),
            caller.Person!.Value,
            // An approval is recorded only where something was short.
            cart.Shortages.Count > 0
                ? input.ApprovedBy
                : null,
            lines,
            total,
            Money.Sum(lines.Select(l => l.Tax)),
            tender,
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18)),
            input.Customer
        );
        var number = await sale.Write(session, stock, cancel);
        foreach (var sold in cart.Counted(products))
            await low.Changed(sold.Product.Id, sold.Product.Name, branch, sold.Before, sold.After, cancel);
        audit.Record(
            "retail.sale_completed",
            "retail.sale",
            sale.Id,
            after: new
            {
                receipt = number.ToString(),
                total,
                tender.Rounding,
                lines = lines.Count,
                payments = tender.Payments.Select(p => new { p.Method, p.Amount }),
                approvedBy = sale.ApprovedBy?.Value,
            }
        );
        outbox.Publish(
            RetailEvents.SaleRecorded,
            new SalesApi.SaleSummary(
                sale.Id,
                number.ToString(),
                branch,
                now,
                MalaysianTime.Day(now),
                total,
                sale.Tax,
                tender.Rounding,
                total + tender.Rounding,
                lines.Count,
                SaleStatus.Completed.Key(),
                Money.Zero
            )
        );
        return new Receipt(
            sale.Id,
            number.ToString(),
            now,
            total,
            sale.Tax,
            tender.Rounding,
            total + tender.Rounding,
            tender.Change,
            "r/" + sale.PublicToken,
            cart.Shortages
        );
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName switch
        {
            StockLedger.NotEnough or StockLedger.Reserved => Errors.StockWentMeanwhile(),
            "sale_customers_customer" => CustomerErrors.NotFound() with { Field = "CustomerId" },
            _ => null,
        };

    /// <summary>What can be refused without looking anything up.</summary>
    internal static Refusal? Incomplete(IReadOnlyList<NewSaleLine?>? given, IReadOnlyList<NewSalePayment?>? paid)
    {
        var (lines, payments) = (given ?? [], paid ?? []);
        if (lines.Count == 0)
            return Errors.CartEmpty();
        if (lines.Count > MostLines)
            return Errors.TooManyLines(MostLines);
        if (payments.Count > MostPayments)
            return Errors.TooManyPayments(MostPayments);

        var refusals = new List<Refusal>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i]?.ProductId is null)
                refusals.Add(PlatformErrors.Required($"Lines[{i}].productId"));
            if (lines[i]?.Quantity is not { } quantity)
                refusals.Add(PlatformErrors.Required($"Lines[{i}].quantity"));
            else if (quantity <= Quantity.Zero || quantity > Quantity.FromUnits(MostQuantity))
                refusals.Add(Errors.QuantityOutOfRange($"Lines[{i}].quantity", MostQuantity));
        }
        for (var i = 0; i < payments.Count; i++)
        {
            if (!PaymentMethods.All.Contains(payments[i]?.Method))
                refusals.Add(Errors.PaymentMethodUnknown($"Payments[{i}].method"));
            if (payments[i]?.Amount is not { } amount)
                refusals.Add(PlatformErrors.Required($"Payments[{i}].amount"));
            else if (amount <= Money.Zero)
                refusals.Add(Errors.PaymentNotPositive($"Payments[{i}].amount"));
            SingleLineText.Read(payments[i]?.Reference, $"Payments[{i}].reference", MostReference, refusals);
        }
        return Refusal.Of(refusals);
    }

    /// <summary>The lines, once nothing is missing from them.</summary>
    internal static PricedCart.Wanted[] WantedOf(IReadOnlyList<NewSaleLine?> lines) =>
        [.. lines.Select(l => new PricedCart.Wanted(l!.ProductId!.Value, l.Quantity!.Value, l.UnitPrice))];

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
