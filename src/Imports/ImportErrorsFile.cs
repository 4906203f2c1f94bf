using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;

namespace Niaga.Imports;

/// <summary>What was wrong with an import's rows, as a file.</summary>
internal static class ImportErrorsFile
{
    public static void Map(IEndpointRouteBuilder site, ImportKind kind) =>
        site.MapExport(
            $"/{kind.Path}/imports/{{id:guid}}/errors",
            (Guid id, ImportList imports, ImportKinds kinds, Words words, CancellationToken cancel) =>
                Write(kind, id, imports, kinds, words, cancel),
            kind.Permission,
            kind.Names.ErrorsExported,
            kind.Personal ? [ImportList.Subject] : []
        );

    /// <summary>The refused rows as they stood in the file, and what is wrong with each: mended, the file is imported again.</summary>
    private static async Task<IResult> Write(
        ImportKind kind,
        Guid id,
        ImportList imports,
        ImportKinds kinds,
        Words words,
        CancellationToken cancel
    )
    {
        if (await imports.Find(kind.Key, id, cancel) is not { } import)
            return Results.NotFound();

        var errors = await imports.Errors(kind, id, after: null, most: null, cancel);
        var labels = await kinds.Labels(kind.Key, words, cancel);
        var lines = errors.GroupBy(e => e.Line).ToArray();
        var headings = import.Headings ?? [];
        var width = lines.Select(l => l.Select(e => e.Cells?.Length ?? 0).Max()).Append(headings.Length).Max();
        return new ExportFile(
            words["imports.errors_file"],
            lines.Length,
            ExportTable.Of<IGrouping<int, RefusedRow>>(
                [
                    .. Enumerable.Range(0, width).Select(i => Column(headings, i)),
                    new(words["imports.line"], line => line.Key),
                    new(
                        words["imports.problem"],
                        line =>
                            string.Join(
                                ' ',
                                line.Select(e => $"{labels.GetValueOrDefault(e.Field, e.Field)}: {e.ToCell().Say(kind.Key, words)}")
                            )
                    ),
                ],
                lines
            )
        );
    }

    private static ExportColumn<IGrouping<int, RefusedRow>> Column(string[] headings, int at) =>
        new(
            at < headings.Length ? headings[at] : "",
            line => line.Select(e => e.Cells).FirstOrDefault(c => c is not null) is { } cells && at < cells.Length ? cells[at] : null
        );
}
