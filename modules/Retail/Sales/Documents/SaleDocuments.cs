using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Niaga.Contract;
using Niaga.Papers;
using Niaga.Papers.Output;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Retail.Sales.Documents;

/// <summary>The papers of a sale as files, on the API and on the site.</summary>
internal static class SaleDocuments
{
    /// <summary>What a paper is made of, and which one is asked for.</summary>
    /// <param name="Format"><c>a4</c>, <c>80mm</c>, <c>58mm</c>, <c>80mm-escpos</c> or <c>58mm-escpos</c>; A4 when left out.</param>
    /// <param name="Language"><c>ms</c> or <c>en</c>; the answer's when left out.</param>
    internal sealed record Asked(
        string? Format,
        string? Language,
        SalesQuery Book,
        PersonNames Names,
        PaperPrinter Printer,
        TextCatalog Texts,
        Words Words,
        Caller Caller,
        IOptions<SiteOptions> Site,
        HttpRequest Request
    )
    {
        /// <summary>The paper's own language.</summary>
        public Words Speak() => new(Texts) { Language = Niaga.Platform.Texts.Language.Find(Language) ?? Words.Language };

        public string LinkTo(Sale sale) => $"{Site.Value.AddressOf(Caller.Slug!, Request)}/r/{sale.PublicToken}";
    }

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/r/{token}/file", PublicReceipt)
            .WithMetadata(
                new PublicAccessAttribute("A customer keeps their receipt by its unguessable link.") { Place = PublicPlace.Business }
            )
            .ExcludeFromDescription();

    public static void MapApi(IEndpointRouteBuilder api)
    {
        api.MapGet("/sales/{saleId:guid}/receipt", SalesReceipt)
            .WithTags("Sales")
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
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
                PlatformErrors.TinInvalid()
            );
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Invoice(
        Guid saleId,
        TaxInvoice.Buyer buyer,
        string? language,
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
        [AsParameters] Asked asked,
        CancellationToken cancel
    ) => await Receipt(await asked.Book.FindPublic(token, cancel), asked, cancel);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> SalesReceipt(
        Guid saleId,
        [AsParameters] Asked asked,
        CancellationToken cancel
    ) => await Receipt(await asked.Book.Find(saleId, cancel), asked, cancel);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Receipt(Sale? sale, Asked asked, CancellationToken cancel)
    {
        if (sale is null)
            return PlatformErrors.NotFound().ToProblem(asked.Words);
        if (!PaperFormat.TryParse(asked.Format, out var format))
            return PaperErrors.FormatUnknown().ToProblem(asked.Words);

        var cashier = await asked.Names.Of(sale.CashierId, cancel);
        return (await asked.Printer.Make(ReceiptPaper.Of(sale, cashier, asked.LinkTo(sale), asked.Speak()), format, cancel)).Download();
    }
}
