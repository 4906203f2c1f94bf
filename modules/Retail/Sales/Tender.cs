using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>How a total is settled: what each payment counts for, the rounding that cash brings, the change.</summary>
/// <param name="Payments">As kept: cash once, less the change.</param>
/// <param name="Rounding">Added to the total; not zero only where cash was paid.</param>
/// <param name="Change">Given back in cash.</param>
internal sealed record Tender(IReadOnlyList<Tender.Paid> Payments, Money Rounding, Money Change)
{
    /// <summary>A payment as kept.</summary>
    internal sealed record Paid(string Method, Money Amount, Money Tendered, string? Reference);

    /// <summary>
    /// Settles a total. What is left for cash rounds to 5 sen (Bank Negara's mechanism, on the bill after tax); card and e-wallet
    /// pay to the sen and give no change.
    /// </summary>
    /// <param name="total">Σ lines.</param>
    /// <param name="given">Payments whose method is known and whose amount is positive.</param>
    public static Outcome<Tender> Settle(Money total, IReadOnlyList<(string Method, Money Amount, string? Reference)> given)
    {
        var kept = given
            .Where(p => p.Method != PaymentMethods.Cash)
            .Select(p => new Paid(p.Method, p.Amount, p.Amount, p.Reference))
            .ToList();
        var cash = Money.Sum(given.Where(p => p.Method == PaymentMethods.Cash).Select(p => p.Amount));
        var due = total - Money.Sum(kept.Select(p => p.Amount));
        if (due.IsNegative)
            return Errors.PaidTooMuch(-due);
        if (cash.IsZero)
            return due.IsZero ? new Tender(kept, Money.Zero, Money.Zero) : Errors.PaidTooLittle(due);
        if (due.IsZero)
            return Errors.PaidTooMuch(cash);

        var inCash = due.RoundToFiveSen();
        if (inCash.IsZero)
            return Errors.TooSmallForCash(due);
        if (cash < inCash)
            return Errors.PaidTooLittle(inCash - cash);

        kept.Add(new(PaymentMethods.Cash, inCash, cash, null));
        return new Tender(kept, inCash - due, cash - inCash);
    }
}
