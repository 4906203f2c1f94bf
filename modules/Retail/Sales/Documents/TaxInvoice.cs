using Niaga.Papers;
using Niaga.Papers.Output;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Trade.Branches;

namespace Niaga.Retail.Sales.Documents;

/// <summary>
/// A sale as a tax invoice: the supplier's SST number, the buyer, each line's rate and tax, totals without and with tax (Service Tax
/// Regulations 2018, Sales Tax Regulations 2018). The buyer is asked for each time and not kept.
/// </summary>
internal sealed class TaxInvoice(SalesQuery book, BusinessProfile profile, PersonNames names, BranchList branches, PaperPrinter printer)
{
    public const int MostName = 120;
    public const int MostAddress = 300;
    public const int MostAddressLines = 8;
    private static readonly string Dots = new('…', 24);

    /// <summary>Who bought; all of it may be left out, and is then filled in by hand.</summary>
    /// <param name="Name" example="Syarikat Maju Sdn Bhd">Name or company.</param>
    /// <param name="Address">One line or several.</param>
    /// <param name="Tin" example="C2584563220">Tax identification number.</param>
    internal sealed record Buyer(string? Name = null, string? Address = null, string? Tin = null);

    /// <param name="words">The invoice's language.</param>
    public async Task<Outcome<PaperFile>> Make(Guid saleId, Buyer buyer, Words words, CancellationToken cancel)
    {
        if (Refuse(buyer) is { } refused)
            return refused;

        var (finding, reading) = (book.Find(saleId, cancel), profile.Read(cancel));
        await Task.WhenAll(finding, reading);
        if (await finding is not { } sale)
            return PlatformErrors.NotFound();
        if ((await reading).SstNumber is null)
            return Errors.NoSstNumber();

        var cashier = await names.Of(sale.CashierId, cancel);
        return await printer.Make(
            Paper(sale, buyer, cashier, words).At(await SalePlace.Of(branches, sale, cancel)),
            PaperFormat.A4,
            cancel
        );
    }

    /// <summary>Whether the business may write tax invoices at all.</summary>
    public async Task<bool> IsPossible(CancellationToken cancel) => (await profile.Read(cancel)).SstNumber is not null;

    private static Refusal? Refuse(Buyer buyer)
    {
        var refusals = new List<Refusal>();
        SingleLineText.Read(buyer.Name, nameof(buyer.Name), MostName, refusals);
        if (buyer.Address?.Trim().Length > MostAddress)
            refusals.Add(PlatformErrors.TooLong(nameof(buyer.Address), MostAddress));
        else if (AddressLines(buyer).Length > MostAddressLines)
            refusals.Add(PlatformErrors.TooManyLines(nameof(buyer.Address), MostAddressLines));
        else if (!AddressLines(buyer).All(SingleLineText.IsValid))
            refusals.Add(PlatformErrors.Invalid(nameof(buyer.Address)));
        if (!string.IsNullOrWhiteSpace(buyer.Tin) && !Tin.TryParse(buyer.Tin, out _))
            refusals.Add(PlatformErrors.TinInvalid());
        return Refusal.Of(refusals);
    }

    private static Paper Paper(Sale sale, Buyer buyer, string cashier, Words words)
    {
        var number = new ReceiptNumber(sale.ReceiptNumber).ToString();
        var paper = new Paper(words["retail.tax_invoice.title"], number, words)
            .Fact(words["retail.tax_invoice.number"], number)
            .Fact(words["retail.receipt.date"], sale.SoldAt)
            .Fact(words["retail.receipt.cashier"], cashier)
            .To(words["retail.tax_invoice.to"], [.. Lines(buyer, words)])
            .Table(
                sale.Lines,
                line => $"{line.Quantity} × {line.UnitPrice}",
                new(words["retail.receipt.item"], line => line.Name),
                new(words["retail.sale.quantity"], line => line.Quantity),
                new(words["retail.sale.price"], line => line.UnitPrice),
                new(words["retail.tax_invoice.without_tax"], line => line.Total - line.Tax),
                new(words["retail.tax_invoice.rate"], line => Rate(line.TaxBasisPoints), Right: true),
                new(words["retail.sale.tax"], line => line.Tax),
                new(words["retail.receipt.amount"], line => line.Total)
            )
            .Sum(words["retail.tax_invoice.total_without_tax"], sale.Total - sale.Tax);
        foreach (var rate in sale.Lines.Where(l => l.TaxBasisPoints > 0).GroupBy(l => (l.TaxCode, l.TaxBasisPoints)).OrderBy(g => g.Key))
            paper.Sum(Tax(rate.Key.TaxCode, rate.Key.TaxBasisPoints, words), Money.Sum(rate.Select(l => l.Tax)));
        paper.Sum(words["retail.tax_invoice.total_with_tax"], sale.Total, strong: sale.Rounding.IsZero);
        if (!sale.Rounding.IsZero)
            paper.Sum(words["retail.receipt.rounding"], sale.Rounding).Sum(words["retail.receipt.due"], sale.Due, strong: true);
        ReceiptPaper.Stamp(paper, sale, words);
        return paper.Note(words["retail.tax_invoice.note"]);
    }

    /// <summary>Some names say their rate themselves.</summary>
    private static string Tax(string code, int basisPoints, Words words) =>
        words["tax." + code] is var name && name.Contains('%', StringComparison.Ordinal) ? name : $"{name} {Rate(basisPoints)}";

    private static string Rate(int basisPoints) => FormattableString.Invariant($"{basisPoints / 100m:0.##}%");

    /// <summary>What is not known is a dotted line to write on.</summary>
    private static IEnumerable<string> Lines(Buyer buyer, Words words)
    {
        yield return string.IsNullOrWhiteSpace(buyer.Name) ? Dots : buyer.Name.Trim();
        foreach (var line in AddressLines(buyer).DefaultIfEmpty(Dots))
            yield return line;
        if (Tin.TryParse(buyer.Tin, out var tin))
            yield return $"{words["papers.tin"]} {tin.Value}";
    }

    private static string[] AddressLines(Buyer buyer) =>
        (buyer.Address ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
