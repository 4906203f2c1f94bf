using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>What goes back to the customer for some of a sale: its lines, its tax, and through which payment.</summary>
internal sealed record AmountsBack(IReadOnlyList<AmountsBack.Line> Lines, IReadOnlyList<AmountsBack.Paid> Payments)
{
    /// <param name="SaleLine">Number of the sale's line.</param>
    /// <param name="Quantity">How much of it.</param>
    /// <param name="Total">Tax included.</param>
    /// <param name="Tax">The part that is tax.</param>
    /// <param name="Restock">Back on the shelf; otherwise written off.</param>
    internal sealed record Line(int SaleLine, Quantity Quantity, Money Total, Money Tax, bool Restock);

    /// <param name="Payment">Number of the sale's payment.</param>
    /// <param name="Method">One of <see cref="PaymentMethods"/>.</param>
    /// <param name="Amount">To give back.</param>
    internal sealed record Paid(int Payment, string Method, Money Amount);

    public Money Total => Money.Sum(Lines.Select(l => l.Total));

    public Money Tax => Money.Sum(Lines.Select(l => l.Tax));

    public Money Due => Money.Sum(Payments.Select(p => p.Amount));

    public Money Rounding => Due - Total;
}
