using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>
/// What is left of a sale. Every amount is worked out over all refunds together and a document takes the difference to what went back
/// before: so the last one takes the remaining sen, and refunds of everything come to the sale exactly.
/// </summary>
internal sealed class SaleBalance
{
    /// <summary>A line with what was taken back of it.</summary>
    internal sealed record Line(int Number, Guid Product, string Name, Quantity Sold, Money Total, Money Tax)
    {
        public Quantity Back { get; init; }

        public Money TotalBack { get; init; }

        public Money TaxBack { get; init; }

        public Quantity Left => Sold - Back;
    }

    private sealed record Payment(int Number, string Method, Money Amount, Money Back);

    /// <summary>Wanted back.</summary>
    internal sealed record Wanted(int Line, Quantity Quantity, bool Restock);

    private readonly IReadOnlyList<Payment> payments;
    private readonly Money totalBack;
    private readonly DateOnly day;

    public SaleBalance(Sale sale)
    {
        day = sale.BusinessDay;
        var taken = sale.Reversals.SelectMany(r => r.Lines).ToLookup(l => l.SaleLine);
        var given = sale.Reversals.SelectMany(r => r.Payments).ToLookup(p => p.Payment);
        Lines =
        [
            .. sale
                .Lines.OrderBy(l => l.Line)
                .Select(l => new Line(l.Line, l.ProductId, l.Name, l.Quantity, l.Total, l.Tax)
                {
                    Back = taken[l.Line].Aggregate(Quantity.Zero, (sum, b) => sum + b.Quantity),
                    TotalBack = Money.Sum(taken[l.Line].Select(b => b.Total)),
                    TaxBack = Money.Sum(taken[l.Line].Select(b => b.Tax)),
                }),
        ];
        payments =
        [
            .. sale
                .Payments.OrderBy(p => p.Payment)
                .Select(p => new Payment(p.Payment, p.Method, p.Amount, Money.Sum(given[p.Payment].Select(b => b.Amount)))),
        ];
        totalBack = Money.Sum(Lines.Select(l => l.TotalBack));
        IsVoided = sale.Reversals.Any(r => r.IsVoid);
    }

    public IReadOnlyList<Line> Lines { get; }

    public bool IsVoided { get; }

    public bool IsUntouched => Lines.All(l => l.Back.IsZero);

    public bool IsWhole => Lines.All(l => l.Left.IsZero);

    /// <returns>Why it cannot be voided, or null when it can.</returns>
    public Refusal? RefuseVoid(DateOnly today)
    {
        if (IsVoided)
            return Errors.SaleVoided();
        if (!IsUntouched)
            return IsWhole ? Errors.NothingLeft() : Errors.SaleRefunded();

        return day == today ? null : Errors.VoidOtherDay();
    }

    /// <summary>All that is left, back on the shelf.</summary>
    public AmountsBack Everything() => Take([.. Lines.Where(l => !l.Left.IsZero).Select(l => new Wanted(l.Number, l.Left, Restock: true))]);

    /// <param name="wanted">Lines of this sale, together not more than is left of each.</param>
    public AmountsBack Take(IReadOnlyList<Wanted> wanted)
    {
        var left = Lines.ToDictionary(l => l.Number);
        var lines = new List<AmountsBack.Line>();
        foreach (var piece in wanted)
        {
            var line = left[piece.Line];
            var (total, tax) = Portion(line, piece.Quantity);
            lines.Add(new(piece.Line, piece.Quantity, total, tax, piece.Restock));
            left[piece.Line] = line with
            {
                Back = line.Back + piece.Quantity,
                TotalBack = line.TotalBack + total,
                TaxBack = line.TaxBack + tax,
            };
        }
        return new(lines, PayBack(totalBack + Money.Sum(lines.Select(l => l.Total))));
    }

    private static (Money Total, Money Tax) Portion(Line line, Quantity quantity)
    {
        var back = (line.Back + quantity).Thousandths;
        var total = line.Total.Portion(back, line.Sold.Thousandths) - line.TotalBack;
        var tax = line.Tax.Portion(back, line.Sold.Thousandths) - line.TaxBack;
        // Both are rounded, so a sen of tax could fall on a piece without a sen to hold it, now or later.
        var untaxedLeft = line.Total - line.TotalBack - (line.Tax - line.TaxBack);
        var (least, most) = (Math.Max(0, (total - untaxedLeft).Sen), Math.Min(total.Sen, (line.Tax - line.TaxBack).Sen));
        return (total, new(Math.Clamp(tax.Sen, least, most)));
    }

    /// <summary>
    /// Back the way it came: card and e-wallet up to what they paid, the rest in cash, rounded to 5 sen over all refunds together.
    /// </summary>
    private List<AmountsBack.Paid> PayBack(Money total)
    {
        var rest = total;
        var back = new List<AmountsBack.Paid>();
        foreach (var payment in payments.OrderBy(p => p.Method == PaymentMethods.Cash))
        {
            var due =
                payment.Method == PaymentMethods.Cash ? rest.RoundToFiveSen()
                : rest < payment.Amount ? rest
                : payment.Amount;
            rest -= due;
            if (due > payment.Back)
                back.Add(new(payment.Number, payment.Method, due - payment.Back));
        }
        return back;
    }
}
