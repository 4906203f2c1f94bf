using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Files;

namespace Niaga.Retail.Products.Import;

/// <summary>A dry run of an uploaded file: its first rows, and exactly what an import would make, change and refuse.</summary>
internal sealed class PreviewImport(RetailDb db, TenantFiles files, ImportCheck check)
{
    private const int Rows = 20;
    private const int MostRefusals = 100;

    /// <param name="Headings">The file's first line.</param>
    /// <param name="Rows">The first rows.</param>
    /// <param name="Made">Products that would be made.</param>
    /// <param name="Changed">Products that would be changed.</param>
    /// <param name="Refused">Rows that would be refused.</param>
    /// <param name="Refusals">What is wrong with the first of those.</param>
    public sealed record Preview(
        ImportMapping Mapping,
        IReadOnlyList<string> Headings,
        IReadOnlyList<Row> Rows,
        int Made,
        int Changed,
        int Refused,
        IReadOnlyList<CellError> Refusals
    );

    /// <param name="Cells">What the file says, by the key of an <see cref="ProductColumn"/>.</param>
    /// <param name="Errors">What is wrong with it.</param>
    public sealed record Row(int Line, IReadOnlyDictionary<string, string> Cells, IReadOnlyList<CellError> Errors);

    /// <returns>Null when there is no such import, or it is past its file.</returns>
    public async Task<Preview?> Run(Guid id, CancellationToken cancel)
    {
        var import = await db.Set<ProductImport>().AsNoTracking().FirstOrDefaultAsync(i => i.ImportId == id, cancel);
        if (import is not { State: ProductImport.Uploaded, FileId: { } fileId } || await files.Find(fileId, cancel) is not { } stored)
            return null;

        var mapping = import.Columns;
        var result = await check.Run(stored.Content, mapping, cancel);
        var errors = result.Errors.ToLookup(e => e.Line);
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
            result.Cells.GetValueOrDefault(0) ?? [],
            rows,
            result.Made,
            result.Changed,
            result.Refused,
            [.. result.Errors.OrderBy(e => e.Line).Take(MostRefusals)]
        );
    }
}
