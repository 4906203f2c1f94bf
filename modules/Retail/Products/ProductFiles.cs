using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Imports;
using Niaga.Platform.Callers;
using Niaga.Platform.Exports;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Retail.Products;

/// <summary>The products as a file, on the API and on the site.</summary>
internal static class ProductFiles
{
    public static void MapApi(IEndpointRouteBuilder api) =>
        api.MapGet("/products/export", Products)
            .WithTags("Products")
            .WithMetadata(new NeedsAttribute(Permissions.Export))
            .Exports("retail.products_exported")
            .WithSummary("Export products as CSV")
            .WithDescription(
                "The columns an import takes; importing it back changes nothing. Filters as in the list. Each export is in the "
                    + "security log."
            )
            .Produces<string>(200, "text/csv")
            .ProducesProblem(400)
            .Refuses(PlatformErrors.Invalid("Archived"));

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/products", Products, Permissions.Export, "retail.products_exported");

    private static async Task<IResult> Products(
        RetailDb db,
        BusinessFields own,
        ImportHeadings headings,
        Caller caller,
        Words words,
        TimeProvider clock,
        HttpRequest request,
        CancellationToken cancel,
        string? q = null,
        Guid? category = null,
        string? archived = null
    )
    {
        var set = await own.Of(ProductOwnFields.Kind, cancel);
        var narrowed = FieldFilter.Of(set, request.Query);
        if (ProductFilter.Apply(db.Set<Product>(), q, category, archived, narrowed) is not { } products)
            return Niaga.Platform.Web.RefusalResponse.ToProblem(PlatformErrors.Invalid("Archived"), words);

        var rows = await products.CountAsync(cancel);
        // The file holds what the list shows.
        if (rows == 0 && await Spelling.Nearest(db, q, cancel) is { } near)
        {
            products = ProductFilter.Apply(db.Set<Product>(), q, category, archived, narrowed, near)!;
            rows = await products.CountAsync(cancel);
        }
        return new ExportFile(
            $"{words["retail.products.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}",
            rows,
            ExportProducts.Table(
                db,
                products,
                words,
                column =>
                    column switch
                    {
                        ProductColumn.Stock => caller.May(Permissions.StockView),
                        ProductColumn.Cost => caller.May(Permissions.Costs),
                        _ => true,
                    },
                set,
                headings
            )
        );
    }
}
