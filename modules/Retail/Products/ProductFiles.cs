using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform;
using Niaga.Platform.Exports;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Retail.Products.Import;

namespace Niaga.Retail.Products;

/// <summary>Downloads: the products and an import's errors as CSV.</summary>
internal static class ProductFiles
{
    public static void MapApi(IEndpointRouteBuilder api) =>
        api.MapGet("/products/export", Products)
            .WithTags("Products")
            .WithMetadata(new NeedsAttribute(Permissions.Export))
            .Exports("retail.products_exported")
            .WithSummary("Export products as CSV")
            .WithDescription(
                "The columns an import takes; importing it back changes nothing. Filters as in the list. Each export is in the security log."
            )
            .Produces<string>(200, "text/csv")
            .ProducesProblem(400);

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapGet("/products.csv", Products)
            .WithMetadata(new NeedsAttribute(Permissions.Export))
            .Exports("retail.products_exported")
            .ExcludeFromDescription();
        site.MapGet("/products/imports/{id:guid}/errors.csv", ImportErrors)
            .WithMetadata(new NeedsAttribute(Permissions.ProductsEdit))
            .Exports("retail.import_errors_exported")
            .ExcludeFromDescription();
    }

    private static async Task<IResult> Products(
        RetailDb db,
        Caller caller,
        Words words,
        TimeProvider clock,
        CancellationToken cancel,
        string? q = null,
        Guid? category = null,
        string? archived = null
    )
    {
        if (ProductFilter.Apply(db.Products, q, category, archived) is not { } products)
            return Niaga.Platform.Web.RefusalResponse.ToProblem(PlatformErrors.Invalid("Archived"), words);

        var name = $"{words["retail.products.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}.csv";
        return new ExportFile(
            name,
            await products.CountAsync(cancel),
            (to, stop) =>
                ExportProducts.Write(
                    db,
                    products,
                    field => words["retail.import.column." + field],
                    field =>
                        field switch
                        {
                            ImportField.Stock => caller.May(Permissions.StockView),
                            ImportField.Cost => caller.May(Permissions.Costs),
                            _ => true,
                        },
                    to,
                    stop
                )
        );
    }

    private static async Task<IResult> ImportErrors(Guid id, RetailDb db, Words words, CancellationToken cancel)
    {
        if (!await db.Imports.AnyAsync(i => i.ImportId == id, cancel))
            return Results.NotFound();

        var errors = db.ImportErrors.Where(e => e.ImportId == id);
        return new ExportFile(
            $"{words["retail.import.errors_file"]}.csv",
            await errors.CountAsync(cancel),
            async (to, stop) =>
            {
                await using var writer = new StreamWriter(to, new UTF8Encoding(true), leaveOpen: true) { NewLine = "\r\n" };
                await writer.WriteLineAsync(
                    $"{words["retail.import.line"]},{words["retail.import.field"]},{words["retail.import.value"]},{words["retail.import.problem"]}"
                );
                await foreach (var e in errors.OrderBy(e => e.Line).ThenBy(e => e.Field).AsAsyncEnumerable().WithCancellation(stop))
                {
                    await writer.WriteLineAsync(
                        $"{e.Line},{ExportProducts.Text(words["retail.import.column." + e.Field])},{ExportProducts.Text(e.Value)},{ExportProducts.Text(e.ToCell().Say(words))}"
                    );
                }
            }
        );
    }
}
