using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Files;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Products.Import;

/// <summary>The first rows of an uploaded file as they would come in.</summary>
internal sealed class PreviewImport(RetailDb db, TenantFiles files, TaxRates taxes, TimeProvider clock)
{
    private const int Rows = 20;

    /// <param name="Headings">The file's first line.</param>
    /// <param name="Rows">The first rows.</param>
    public sealed record Preview(ImportMapping Mapping, IReadOnlyList<string> Headings, IReadOnlyList<Row> Rows);

    /// <param name="Cells">What the file says, by the key of an <see cref="ImportField"/>.</param>
    /// <param name="Errors">What is wrong with it.</param>
    public sealed record Row(int Line, IReadOnlyDictionary<string, string> Cells, IReadOnlyList<CellError> Errors);

    /// <returns>Null when there is no such import, or it is past its file.</returns>
    public async Task<Preview?> Run(Guid id, CancellationToken cancel)
    {
        var import = await db.Imports.AsNoTracking().FirstOrDefaultAsync(i => i.ImportId == id, cancel);
        if (import is not { State: ProductImport.Uploaded, FileId: { } fileId } || await files.Find(fileId, cancel) is not { } stored)
            return null;

        var mapping = import.Columns;
        CsvLine? headings = null;
        ImportReader? reader = null;
        var rows = new List<Row>();
        foreach (var line in CsvFile.Read(stored.Content, mapping.Encoding)!.Lines().Take(Rows + 1))
        {
            if (reader is null)
            {
                headings = line;
                reader = new(mapping, line.Cells.Length, await taxes.Today(clock, cancel));
                continue;
            }
            var errors = new List<CellError>();
            reader.Read(line, errors);
            rows.Add(new(line.Number, mapping.Columns.Keys.ToDictionary(k => k, k => reader.Cell(line, k)), errors));
        }
        return new(mapping, headings!.Value.Cells, rows);
    }
}
