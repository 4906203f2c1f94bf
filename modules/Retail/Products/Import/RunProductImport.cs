using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Audit;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Products.Import;

/// <summary>
/// Brings a file's products in: reads all of it, then what the database knows, then writes, in one transaction. Nothing is written
/// when a row is wrong and all or nothing was asked for.
/// </summary>
internal sealed class RunProductImport(
    RetailDb db,
    ImportWriter writer,
    TenantFiles files,
    TaxRates taxes,
    AuditTrail audit,
    UseCaseRunner progress,
    TimeProvider clock
) : IWorkHandler
{
    public const string Kind = "retail.import_products";

    /// <summary>Tries before it is given up as failed. The platform's own limit lies one higher, so that this one speaks.</summary>
    public const int MostAttempts = 3;

    private const int Chunk = 5_000;

    public sealed record Payload(Guid ImportId);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var id = item.Payload<Payload>().ImportId;
        // Untracked: the row must stay unlocked until the end, or noting progress would wait for itself.
        var import = await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.ImportId == id, cancel);
        if (import is not { State: ProductImport.Running, FileId: { } fileId })
            return;
        if (item.Attempt > MostAttempts)
        {
            await Finish(import, ProductImport.Failed, [new(1, "row", "gave_up")], new Dictionary<int, string[]>(), default, cancel);
            return;
        }
        var content = (await files.Find(fileId, cancel))!.Content;
        var errors = new List<CellError>();
        var cells = new Dictionary<int, string[]>();
        var rows = await Read(CsvFile.Read(content, import.Columns.Encoding)!, import.Columns, errors, cells, cancel);
        DuplicatesInFile(rows, errors);
        rows = await writer.Numbered(rows, cancel);
        foreach (var chunk in rows.Chunk(Chunk))
            errors.AddRange(await writer.BarcodesTaken(chunk, cancel));

        var wrong = errors.Select(e => e.Line).ToHashSet();
        if (wrong.Count > 0 && import.Mode == ProductImport.AllOrNothing)
        {
            await Finish(import, ProductImport.Failed, errors, cells, default, cancel);
            return;
        }
        rows.RemoveAll(r => wrong.Contains(r.Line));
        var written = await Write(import, rows, wrong.Count, cancel);
        await Finish(import, ProductImport.Done, errors, cells, written, cancel);
    }

    /// <param name="cells">Gets the cells of every line by its number, the headings' by 0: what is wrong goes back to be mended.</param>
    private async Task<List<ImportRow>> Read(
        CsvFile file,
        ImportMapping mapping,
        List<CellError> errors,
        Dictionary<int, string[]> cells,
        CancellationToken cancel
    )
    {
        var rows = new List<ImportRow>();
        ImportReader? reader = null;
        foreach (var line in file.Lines())
        {
            cells[reader is null ? 0 : line.Number] = line.Cells;
            if (reader is null)
                reader = new(mapping, line.Cells.Length, await taxes.Today(clock, cancel));
            else if (reader.Read(line, errors) is { } row)
                rows.Add(row);
        }
        return rows;
    }

    /// <summary>
    /// An SKU, a barcode, or a name without either, that an earlier line has already: the later line is wrong, and says which was first.
    /// </summary>
    private static void DuplicatesInFile(List<ImportRow> rows, List<CellError> errors)
    {
        var skus = new Dictionary<string, int>(rows.Count);
        var barcodes = new Dictionary<string, int>(rows.Count);
        var names = new Dictionary<string, int>();
        foreach (var row in rows)
        {
            if (row.Sku is null && !names.TryAdd(SearchKey.Of(row.Name), row.Line))
                errors.Add(new(row.Line, ImportField.Name, "twice", row.Name, names[SearchKey.Of(row.Name)].ToString()));
            if (row.Sku is not null && !skus.TryAdd(row.SkuKey, row.Line))
                errors.Add(new(row.Line, ImportField.Sku, "twice", row.Sku, skus[row.SkuKey].ToString()));
            if (row.Barcode is { } barcode && !barcodes.TryAdd(barcode, row.Line))
                errors.Add(new(row.Line, ImportField.Barcode, "twice", barcode, barcodes[barcode].ToString()));
        }
    }

    private async Task<ImportWriter.Written> Write(ProductImport import, List<ImportRow> rows, int failed, CancellationToken cancel)
    {
        var written = default(ImportWriter.Written);
        var categories = await writer.Categories(rows, cancel);
        foreach (var chunk in rows.Chunk(Chunk))
        {
            var now = await writer.Write(chunk, categories, import, cancel);
            written = new(written.Created + now.Created, written.Updated + now.Updated);
            await RecordImportProgress.Do(progress, new(import.ImportId, failed + written.Created + written.Updated, failed), cancel);
        }
        return written;
    }

    private async Task Finish(
        ProductImport import,
        string state,
        IReadOnlyList<CellError> errors,
        IReadOnlyDictionary<int, string[]> cells,
        ImportWriter.Written written,
        CancellationToken cancel
    )
    {
        await writer.KeepErrors(import.ImportId, errors, cells, cancel);
        var failed = errors.Select(e => e.Line).Distinct().Count();
        var row = await db.Imports.SingleAsync(i => i.ImportId == import.ImportId, cancel);
        row.Finish(state, failed, written.Created, written.Updated, clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        await files.Forget(import.FileId!.Value, cancel);
        audit.Record(
            "retail.products_imported",
            "retail.product_import",
            import.ImportId,
            after: new
            {
                import.FileName,
                import.Mode,
                state,
                by = import.CreatedBy.ToString(),
                import.RowsTotal,
                failed,
                written.Created,
                written.Updated,
            }
        );
    }
}
