using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>A void or refund as made.</summary>
/// <param name="Id">The document.</param>
/// <param name="Kind"><c>void</c> or <c>refund</c>.</param>
/// <param name="Number" example="CN-000034">Its number, without a gap in its kind.</param>
/// <param name="SaleId">The sale it puts right.</param>
/// <param name="ReceiptNumber" example="R-000123">That sale's receipt.</param>
/// <param name="At">When.</param>
/// <param name="BusinessDay">The day in Asia/Kuala_Lumpur whose figures it lowers.</param>
/// <param name="PersonId">Who asked for it.</param>
/// <param name="ApprovedById">The supervisor who agreed; null where the person may by themself.</param>
/// <param name="Reason">Why.</param>
/// <param name="Total">Σ lines, tax included.</param>
/// <param name="Tax">The part of the total that is tax.</param>
/// <param name="Rounding">5-sen rounding of the cash part.</param>
/// <param name="Due">What went back to the customer.</param>
/// <param name="DocumentPath" example="c/Xq0Hn3r0mB1oJ9pV5tYk2sWc">The public document, within the business's address.</param>
/// <param name="Lines">What came back.</param>
/// <param name="Payments">How the money went back.</param>
internal sealed record ReversalView(
    Guid Id,
    string Kind,
    string Number,
    Guid SaleId,
    string ReceiptNumber,
    DateTimeOffset At,
    DateOnly BusinessDay,
    Guid PersonId,
    Guid? ApprovedById,
    string Reason,
    Money Total,
    Money Tax,
    Money Rounding,
    Money Due,
    string DocumentPath,
    IReadOnlyList<LineBack> Lines,
    IReadOnlyList<PaymentBack> Payments
)
{
    /// <summary>A document beside the sale it puts right.</summary>
    public static ReversalView Of(Reversal r, Sale sale)
    {
        var lines = sale.Lines.ToDictionary(l => l.Line);
        var methods = sale.Payments.ToDictionary(p => p.Payment, p => p.Method);
        return new(
            r.ReversalId,
            r.Kind,
            r.Document.ToString(),
            r.SaleId,
            new ReceiptNumber(sale.ReceiptNumber).ToString(),
            r.At,
            r.BusinessDay,
            r.PersonId.Value,
            r.ApprovedById?.Value,
            r.Reason,
            r.Total,
            r.Tax,
            r.Rounding,
            r.Due,
            r.DocumentPath,
            [
                .. r.Lines.Select(l => new LineBack(
                    l.SaleLine,
                    lines[l.SaleLine].ProductId,
                    lines[l.SaleLine].Name,
                    l.Quantity,
                    l.Tax,
                    l.Total,
                    l.Restock
                )),
            ],
            [.. r.Payments.Select(p => new PaymentBack(methods[p.Payment], p.Amount))]
        );
    }
}

/// <param name="Line">Number of the sale's line.</param>
/// <param name="ProductId">The product.</param>
/// <param name="Name" example="Milo 1 kg">Its name on the receipt.</param>
/// <param name="Quantity">How much came back.</param>
/// <param name="Tax">The part of the total that is tax.</param>
/// <param name="Total">Tax included.</param>
/// <param name="Restock">Back on the shelf; otherwise written off.</param>
internal sealed record LineBack(int Line, Guid ProductId, string Name, Quantity Quantity, Money Tax, Money Total, bool Restock);

/// <param name="Method"><c>cash</c>, <c>card</c> or <c>e-wallet</c>: the way it was paid.</param>
/// <param name="Amount">What goes back this way.</param>
internal sealed record PaymentBack(string Method, Money Amount);
