using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;

namespace Niaga.Retail.Products.Import;

/// <summary>What was wrong with an import's rows, as CSV.</summary>
internal static class ImportErrorsFile
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/products/imports/{id:guid}/errors.csv", Write)
            .WithMetadata(new NeedsAttribute(Permissions.ProductsEdit))
            .Exports("retail.import_errors_exported")
            .ExcludeFromDescription();

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
                    await writer.WriteLineAsync(Row(cells, width, line.Key.ToString(CultureInfo.InvariantCulture), string.Join(' ', said)));
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
