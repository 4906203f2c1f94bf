using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Niaga.Contract;
using Niaga.Platform;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
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
internal sealed class RecordSale(
    TenantSession session,
    Caller caller,
    StockLedger stock,
    TaxRates taxes,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<RecordSale, RecordSale.Input, RecordSale.Receipt>
{
    public const int MostLines = 500;
    public const int MostPayments = 10;
    public const long MostQuantity = 99_999;
    public const int MostReference = 60;

    /// <param name="Lines">What is sold, 1 to 500 lines.</param>
    /// <param name="Payments">How it is paid, up to 10; none when everything is free.</param>
    public sealed record Input(IReadOnlyList<NewSaleLine?>? Lines, IReadOnlyList<NewSalePayment?>? Payments);

    /// <param name="Id">The sale.</param>
    /// <param name="ReceiptNumber">Such as <c>R-000123</c>.</param>
    /// <param name="SoldAt">When.</param>
    /// <param name="Total">Σ lines, tax included.</param>
    /// <param name="Tax">The part of the total that is tax.</param>
    /// <param name="Rounding">5-sen rounding of the cash part.</param>
    /// <param name="Due">Total and rounding: what was to be paid.</param>
    /// <param name="Change">To give back.</param>
    /// <param name="ReceiptPath">The public receipt, within the business's address.</param>
    public sealed record Receipt(
        Guid Id,
        string ReceiptNumber,
        DateTimeOffset SoldAt,
        Money Total,
        Money Tax,
        Money Rounding,
        Money Due,
        Money Change,
        string ReceiptPath
    );

    public override async Task<Outcome<Receipt>> Run(Input input, CancellationToken cancel)
    {
        if (Incomplete(input) is { } refusal)
            return refusal;

        var wanted = input.Lines!.Select(l => (Id: l!.ProductId!.Value, Quantity: l.Quantity!.Value, l.UnitPrice)).ToArray();
        var shelf = await CartProducts.Read(session, stock, [.. wanted.Select(l => l.Id).Distinct()], cancel);
        var now = clock.GetUtcNow();
        var rates = await taxes.On(MalaysianTime.Day(now), cancel);

        if (Refusal.Of([.. wanted.SelectMany((l, i) => Unsellable(shelf, l.Id, l.UnitPrice, i))]) is { } unsellable)
            return unsellable;

        var lines = Priced(wanted, shelf, rates);
        if (lines is null)
            return Errors.SaleTooLarge();
        if (lines.FindIndex(l => l.Total.IsZero && !l.Product.Price.IsZero) is >= 0 and var slight)
            return Errors.QuantityTooSlight($"Lines[{slight}].quantity", lines[slight].Product.Name);
        if (Refusal.Of([.. Short(lines, shelf)]) is { } shortage)
            return shortage;

        var total = Money.Sum(lines.Select(l => l.Total));
        var given = (input.Payments ?? []).Select(p => (p!.Method!, p.Amount!.Value, Trimmed(p.Reference))).ToArray();
        if (!Tender.Settle(total, given).Succeeded(out var tender, out refusal))
            return refusal;

        var sale = new SaleToWrite(
            Guid.CreateVersion7(now),
            now,
            MalaysianTime.Day(now),
            caller.Person!.Value,
            lines,
            total,
            Money.Sum(lines.Select(l => l.Tax)),
            tender,
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18))
        );
        var number = await sale.Write(session, stock, shelf.Location, cancel);
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
            }
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
            "r/" + sale.PublicToken
        );
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == StockLedger.NotEnough ? Errors.StockWentMeanwhile() : null;

    /// <summary>What can be refused without looking anything up.</summary>
    private static Refusal? Incomplete(Input input)
    {
        var (lines, payments) = (input.Lines ?? [], input.Payments ?? []);
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
            var reference = Trimmed(payments[i]?.Reference) ?? "";
            if (reference.Length > MostReference)
                refusals.Add(PlatformErrors.TooLong($"Payments[{i}].reference", MostReference));
            else if (reference.Any(char.IsControl))
                refusals.Add(PlatformErrors.Invalid($"Payments[{i}].reference"));
        }
        return Refusal.Of(refusals);
    }

    private static IEnumerable<Refusal> Unsellable(CartProducts shelf, Guid id, Money? shown, int line)
    {
        if (!shelf.Products.TryGetValue(id, out var product))
            yield return Errors.ProductUnknown($"Lines[{line}].productId");
        else if (product.Archived)
            yield return Errors.ProductArchived($"Lines[{line}].productId", product.Name);
        else if (shown is { } price && price != product.Price)
            yield return Errors.PriceChanged($"Lines[{line}].unitPrice", product.Name, price, product.Price);
    }

    /// <summary>Lines at the shop's price and the day's rate; null when they come to more than any sale can.</summary>
    private static List<SaleToWrite.Line>? Priced(
        (Guid Id, Quantity Quantity, Money? Shown)[] wanted,
        CartProducts shelf,
        FrozenDictionary<string, TaxRate> rates
    )
    {
        var lines = new List<SaleToWrite.Line>(wanted.Length);
        var sum = Money.Zero;
        foreach (var (id, quantity, _) in wanted)
        {
            var product = shelf.Products[id];
            var total = product.Price * quantity;
            sum += total;
            if (sum.Sen > Money.MaxParsedSen)
                return null;

            lines.Add(new(product, quantity, rates[product.TaxCode].BasisPoints, rates[product.TaxCode].Within(total), total));
        }
        return lines;
    }

    /// <summary>Products of which there is less than the cart asks, however many lines it asks in.</summary>
    private static IEnumerable<Refusal> Short(List<SaleToWrite.Line> lines, CartProducts shelf)
    {
        foreach (var product in lines.Where(l => l.Product.TrackStock).GroupBy(l => l.Product))
        {
            var left = shelf.OnHand(product.Key.Id);
            if (product.Aggregate(Quantity.Zero, (sum, l) => sum + l.Quantity) <= left)
                continue;

            yield return Errors.NotEnoughStock($"Lines[{lines.FindIndex(l => l.Product == product.Key)}].quantity", product.Key.Name, left);
        }
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
