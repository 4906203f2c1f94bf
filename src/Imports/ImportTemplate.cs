using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;

namespace Niaga.Imports;

/// <summary>An empty file with the headings that an import knows, and one row that shows what is meant.</summary>
internal static class ImportTemplate
{
    public static void Map(IEndpointRouteBuilder site, ImportKind kind) =>
        site.MapSample(
            $"/{kind.Path}/import-template",
            async (ImportKinds kinds, Words words, CancellationToken cancel) => Write(await kinds.Columns(kind.Key, cancel), kind, words),
            kind.Permission
        );

    private static ExportFile Write(IReadOnlyList<ImportColumn> columns, ImportKind kind, Words words) =>
        new(
            words[$"import.{kind.Key}.template"],
            1,
            ExportTable.Of<IReadOnlyList<ImportColumn>>(
                [
                    .. columns.Select(c => new ExportColumn<IReadOnlyList<ImportColumn>>(
                        ImportKinds.LabelOf(c, kind.Key, words),
                        _ => c.Sample
                    )),
                ],
                [columns]
            )
        );
}
