using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Papers;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Retail.Products.Labels;

/// <summary>Price labels as PDF, on the API and on the site.</summary>
internal static class LabelFiles
{
    public static void MapApi(IEndpointRouteBuilder api) =>
        api.MapGet("/products/labels", Labels)
            .WithTags("Products")
            .WithMetadata(new NeedsAttribute(Permissions.ProductsView))
            .WithSummary("Price labels with barcodes, as PDF")
            .WithDescription(
                "ids: up to 100, with commas between them. size: a4-21, a4-24, a4-40, a4-65 (labels on a sheet), roll-58x40, roll-50x30 or "
                    + "roll-40x30 (mm). copies: of each. used: places of the first sheet without a label. Print at true size."
            )
            .Produces<byte[]>(200, "application/pdf")
            .Refuses(
                Errors.SelectionInvalid(0),
                Errors.ProductNotFound(),
                Errors.LabelCopiesInvalid(0),
                Errors.LabelsUsedInvalid(0),
                Errors.TooManyLabels(0),
                PaperErrors.LabelSizeUnknown()
            );

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/products/labels.pdf", Labels).WithMetadata(new NeedsAttribute(Permissions.ProductsView)).ExcludeFromDescription();

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Labels(
        [Description("Product ids with commas between them, up to 100.")] string? ids,
        [Description("a4-21 when left out.")] string? size,
        [Description("Of each, 1 to 200; 1 when left out.")] string? copies,
        [Description("Places of the first sheet that have no label any more; 0 when left out.")] string? used,
        LabelOrder order,
        Words words,
        CancellationToken cancel
    ) =>
        (await order.Pdf(new(ids, size, copies, used), cancel)).Succeeded(out var pdf, out var refusal)
            ? TypedResults.File(pdf, "application/pdf", $"{words["retail.labels.file"]}.pdf")
            : refusal.ToProblem(words);
}
