using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;

namespace Niaga.Retail.Products.Import;

/// <summary>What was wrong with an import's rows, as a file.</summary>
internal static class ImportErrorsFile
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/products/imports/{id:guid}/errors", Write, Permissions.ProductsEdit, "retail.import_errors_exported");

    /// <summary>The refused rows as they stood in the file, and what is wrong with each: mended, the file is imported again.</summary>
    private static async Task<IResult> Write(Guid id, ImportList imports, Words words, CancellationToken cancel)
    {
        if (await imports.Find(id, cancel) is not { } import)
            return Results.NotFound();

        var errors = await imports.Errors(id, after: null, most: null, cancel);
        var lines = errors.GroupBy(e => e.Line).ToArray();
        var headings = import.Headings ?? [];
        var width = lines.Select(l => l.Select(e => e.Cells?.Length ?? 0).Max()).Append(headings.Length).Max();
        return new ExportFile(
            words["retail.import.errors_file"],
            lines.Length,
            ExportTable.Of<IGrouping<int, ProductImportError>>(
                [
                    .. Enumerable.Range(0, width).Select(i => Column(headings, i)),
                    new(words["retail.import.line"], line => line.Key),
                    new(words["retail.import.problem"], line => string.Join(' ', line.Select(e => Said(e, words)))),
                ],
                lines
            )
        );
    }

    private static ExportColumn<IGrouping<int, ProductImportError>> Column(string[] headings, int at) =>
        new(
            at < headings.Length ? headings[at] : "",
            line => line.Select(e => e.Cells).FirstOrDefault(c => c is not null) is { } cells && at < cells.Length ? cells[at] : null
        );

    private static string Said(ProductImportError error, Words words) =>
        $"{words["retail.import.column." + error.Field]}: {error.ToCell().Say(words)}";
}
