using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Exports;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
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
                "The columns an import takes; importing it back changes nothing. Filters as in the list. Each export is in the "
                    + "security log."
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

        var rows = await products.CountAsync(cancel);
        // The file holds what the list shows.
        if (rows == 0 && await Spelling.Nearest(db, q, cancel) is { } near)
        {
            products = ProductFilter.Apply(db.Products, q, category, archived, near)!;
            rows = await products.CountAsync(cancel);
        }
        var name = $"{words["retail.products.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}.csv";
        return new ExportFile(
            name,
            rows,
            (to, stop) =>
                ExportProducts.Write(
                    db,
                    products,
                    words,
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

    /// <summary>The refused rows as they stood in the file, and what is wrong with each: mended, the file is imported again.</summary>
    private static async Task<IResult> ImportErrors(Guid id, ImportList imports, Words words, CancellationToken cancel)
    {
        if (await imports.Find(id, cancel) is not { } import)
            return Results.NotFound();

        var errors = await imports.Errors(id, after: null, most: null, cancel);
        var lines = errors.GroupBy(e => e.Line).ToArray();
        var headings = import.Headings ?? [];
        var width = lines.Select(l => l.Select(e => e.Cells?.Length ?? 0).Max()).Append(headings.Length).Max();
        return new ExportFile(
            $"{words["retail.import.errors_file"]}.csv",
            lines.Length,
            async (to, stop) =>
            {
                await using var writer = new StreamWriter(to, new UTF8Encoding(true), leaveOpen: true) { NewLine = "\r\n" };
                await writer.WriteLineAsync(Row(headings, width, words["retail.import.line"], words["retail.import.problem"]));
                foreach (var line in lines)
                {
                    var said = line.Select(e => $"{words["retail.import.column." + e.Field]}: {e.ToCell().Say(words)}");
                    var cells = line.Select(e => e.Cells).FirstOrDefault(c => c is not null) ?? [];
                    await writer.WriteLineAsync(
                        Row(cells, width, line.Key.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Join(' ', said))
                    );
                }
            }
        );
    }

    private static string Row(string[] cells, int width, string line, string problem) =>
        string.Join(
            ',',
            Enumerable
                .Range(0, width)
                .Select(i => i < cells.Length ? cells[i] : "")
                .Append(line)
                .Append(problem)
                .Select(ExportProducts.Text)
        );
}
