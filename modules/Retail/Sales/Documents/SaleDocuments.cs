using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Niaga.Contract;
using Niaga.Papers;
using Niaga.Papers.Output;
using Niaga.Platform.Callers;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;
using Niaga.Trade.Branches;
using Niaga.Trade.Customers;

namespace Niaga.Retail.Sales.Documents;

/// <summary>The papers of a sale as files, on the API and on the site.</summary>
internal static class SaleDocuments
{
    /// <summary>What a receipt is made of.</summary>
    internal sealed record Makings(
        SalesQuery Book,
        PersonNames Names,
        CustomerNames Customers,
        BranchList Branches,
        PaperPrinter Printer,
        TextCatalog Texts,
        Words Words,
        Caller Caller,
        IOptions<SiteOptions> Site,
        HttpRequest Request
    );

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/r/{token}/file", PublicReceipt)
            .WithMetadata(
                new PublicAccessAttribute("A customer keeps their receipt by its unguessable link.") { Place = PublicPlace.Business }
            )
            .Discloses(Purposes.Service, "trade.customer")
            .ExcludeFromDescription();

    public static void MapApi(IEndpointRouteBuilder api)
    {
        api.MapGet("/sales/{saleId:guid}/receipt", SalesReceipt)
            .WithTags("Sales")
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
            .Discloses(Purposes.Records, "trade.customer")
            .WithSummary("A sale's receipt as a file")
            .WithDescription(
                "format: a4, 80mm or 58mm (PDF), 80mm-escpos or 58mm-escpos (bytes for a receipt printer); language: ms or en."
            )
            .Produces<byte[]>(200, "application/pdf", "application/octet-stream")
            .ProducesProblem(404)
            .Refuses(PaperErrors.FormatUnknown());
        api.MapPost("/sales/{saleId:guid}/tax-invoice", Invoice)
            .WithTags("Sales")
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
            .WithSummary("A sale's tax invoice, as PDF")
            .WithDescription("Names the buyer given, who is not kept. For businesses with an SST number. language: ms or en.")
            .Produces<byte[]>(200, "application/pdf")
            .ProducesProblem(404)
            .Refuses(
                Errors.NoSstNumber(),
                PlatformErrors.TooLong("Name", 0),
                PlatformErrors.TooLong("Address", 0),
                PlatformErrors.TooManyLines("Address", 0),
                PlatformErrors.TinInvalid()
            );
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Invoice(
        Guid saleId,
        TaxInvoice.Buyer buyer,
        [Description("ms or en; the answer's when left out.")] string? language,
        TaxInvoice invoice,
        TextCatalog texts,
        Words words,
        CancellationToken cancel
    )
    {
        var own = new Words(texts) { Language = Language.Find(language) ?? words.Language };
        return (await invoice.Make(saleId, buyer, own, cancel)).Succeeded(out var file, out var refusal)
            ? file.Download()
            : refusal.ToProblem(words);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PublicReceipt(
        string token,
        string? format,
        string? language,
        [AsParameters] Makings of,
        CancellationToken cancel
    ) => await Receipt(await of.Book.FindPublic(token, cancel), format, language, of, cancel);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> SalesReceipt(
        Guid saleId,
        [Description("a4 when left out.")] string? format,
        [Description("ms or en; the answer's when left out.")] string? language,
        [AsParameters] Makings of,
        CancellationToken cancel
    ) => await Receipt(await of.Book.Find(saleId, cancel), format, language, of, cancel);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Receipt(
        Sale? sale,
        string? format,
        string? language,
        Makings of,
        CancellationToken cancel
    )
    {
        if (sale is null)
            return PlatformErrors.NotFound().ToProblem(of.Words);
        if (!PaperFormat.TryParse(format, out var chosen))
            return PaperErrors.FormatUnknown().ToProblem(of.Words);

        var own = new Words(of.Texts) { Language = Language.Find(language) ?? of.Words.Language };
        var link = $"{of.Site.Value.AddressOf(of.Caller.Slug!, of.Request)}/r/{sale.PublicToken}";
        var customer = (await of.Customers.Of(sale.Buyer?.CustomerId, cancel))?.Name;
        var place = await SalePlace.Of(of.Branches, sale, cancel);
        var paper = ReceiptPaper.Of(sale, await of.Names.Of(sale.CashierId, cancel), customer, link, place, own);
        return (await of.Printer.Make(paper, chosen, cancel)).Download();
    }
}
