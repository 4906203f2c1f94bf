using Niaga.Papers;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales.Documents;

/// <summary>A sale's receipt on paper: what its page shows.</summary>
internal static class ReceiptPaper
{
    /// <param name="cashier">Who sold.</param>
    /// <param name="customer">To whom; null where nobody asked.</param>
    /// <param name="link">Address of the receipt's page.</param>
    /// <param name="place">Where it was sold.</param>
    public static Paper Of(Sale sale, string cashier, string? customer, string link, PaperPlace? place, Words words)
    {
        var number = new ReceiptNumber(sale.ReceiptNumber).ToString();
        var paper = new Paper(words["retail.receipt.title"], number, words)
            .At(place)
            .Fact(words["retail.receipt.number"], number)
            .Fact(words["retail.receipt.date"], sale.SoldAt)
            .Fact(words["retail.receipt.cashier"], cashier);
        if (customer is not null)
            paper.Fact(words["trade.customer"], customer);
        paper
            .Table(
                sale.Lines,
                line => $"{line.Quantity} × {line.UnitPrice}{Tax(line, words)}",
                new(words["retail.receipt.item"], line => line.Name),
                new(words["retail.sale.quantity"], line => line.Quantity),
                new(words["retail.sale.price"], line => line.UnitPrice),
                new(words["retail.receipt.amount"], line => line.Total)
            )
            .Sum(words["retail.receipt.total"], sale.Total, strong: sale.Rounding.IsZero);
        if (!sale.Tax.IsZero)
            paper.Sum(words["retail.receipt.tax_total"], sale.Tax);
        if (!sale.Rounding.IsZero)
            paper.Sum(words["retail.receipt.rounding"], sale.Rounding).Sum(words["retail.receipt.due"], sale.Due, strong: true);
        Payments(paper, sale, words);
        Stamp(paper, sale, words);
        return paper.Qr(link, words["retail.receipt.qr"]).Note(words["retail.receipt.thanks"]);
    }

    private static string Tax(SaleLine line, Words words) =>
        line.TaxBasisPoints > 0 ? " · " + words["retail.receipt.tax", line.TaxBasisPoints / 100m] : "";

    private static void Payments(Paper paper, Sale sale, Words words)
    {
        foreach (var payment in sale.Payments)
        {
            paper.Sum(
                payment.Method == PaymentMethods.Cash ? words["retail.receipt.tendered"] : words["retail.payment." + payment.Method],
                payment.Tendered
            );
        }
        if (sale.Payments.Any(p => p.Method == PaymentMethods.Cash))
            paper.Sum(words["retail.receipt.change"], sale.Change);
    }

    /// <summary>A copy says so: it proves a purchase that was put right since.</summary>
    public static void Stamp(Paper paper, Sale sale, Words words)
    {
        if (sale.Status is not SaleStatus.Completed)
        {
            paper.Stamp(
                words["retail.receipt.stamp." + sale.Status.Key()],
                [.. sale.Reversals.Select(r => $"{r.Document} · {MalaysianTime.Show(r.At, words.Language)} · {-r.Due}")]
            );
        }
    }
}
