using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Files;

namespace Niaga.Imports;

/// <summary>A dry run of an uploaded file: its first rows, and exactly what an import would make, change and refuse.</summary>
internal sealed class PreviewImport(ImportsDb db, ImportKinds kinds, TenantFiles files)
{
    private const int Rows = 20;
    private const int MostRefusals = 100;

    /// <param name="Headings">The file's line of headings.</param>
    /// <param name="Named">How many columns the headings name.</param>
    /// <param name="Rows">The first rows.</param>
    /// <param name="Made">Records that would be made.</param>
    /// <param name="Changed">Records that would be changed.</param>
    /// <param name="Refused">Rows that would be refused.</param>
    /// <param name="Refusals">What is wrong with the first of those.</param>
    public sealed record Preview(
        ImportMapping Mapping,
        IReadOnlyList<string> Headings,
        int Named,
        IReadOnlyList<Row> Rows,
        int Made,
        int Changed,
        int Refused,
        IReadOnlyList<CellError> Refusals
    );

    /// <param name="Cells">What the file says, by the key of an <see cref="ImportColumn"/>.</param>
    /// <param name="Errors">What is wrong with it.</param>
    public sealed record Row(int Line, IReadOnlyDictionary<string, string> Cells, IReadOnlyList<CellError> Errors);

    /// <returns>Null when there is no such import, or it is past its file.</returns>
    public async Task<Preview?> Run(string kind, Guid id, CancellationToken cancel)
    {
        var import = await db.Set<ImportRun>().AsNoTracking().FirstOrDefaultAsync(i => i.Kind == kind && i.ImportId == id, cancel);
        if (import is not { State: ImportRun.Uploaded, FileId: { } fileId } || await files.Find(fileId, cancel) is not { } stored)
            return null;

        var mapping = import.Columns;
        var headed = await kinds.EveryHeading(kind, cancel);
        var result = await kinds.Open(kind).Check(CsvFile.Read(stored.Content, mapping.Encoding)!.Lines(headed), mapping, cancel);
        var errors = result.Errors.ToLookup(e => e.Line);
        var headings = result.Cells.GetValueOrDefault(0) ?? [];
        var rows = result
            .Cells.Where(l => l.Key > 0)
            .OrderBy(l => l.Key)
            .Take(Rows)
            .Select(l => new Row(
                l.Key,
                mapping.Columns.ToDictionary(c => c.Key, c => c.Value < l.Value.Length ? l.Value[c.Value].Trim() : ""),
                [.. errors[l.Key]]
            ))
            .ToArray();
        return new(
            mapping,
            headings,
            headed.Of(headings).Count,
            rows,
            result.Made,
            result.Changed,
            result.Refused,
            [.. result.Errors.OrderBy(e => e.Line).Take(MostRefusals)]
        );
    }
}
