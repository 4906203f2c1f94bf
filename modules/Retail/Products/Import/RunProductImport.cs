using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Audit;
using Niaga.Platform.Files;
using Niaga.Platform.Notifications;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Retail.Products.Import;

/// <summary>
/// Brings a file's products in: reads all of it, then what the database knows, then writes, in one transaction. Nothing is written
/// when a row is wrong and all or nothing was asked for.
/// </summary>
internal sealed class RunProductImport(
    RetailDb db,
    ImportWriter writer,
    TenantFiles files,
    ImportCheck check,
    AuditTrail audit,
    Notifier notifier,
    UseCaseRunner progress,
    TimeProvider clock
) : IWorkHandler
{
    public const string Kind = "retail.import_products";

    public const string Notice = "retail.import_failed";

    /// <summary>Tries before it is given up as failed. Below the platform's own limit, so that the import itself says why.</summary>
    public const int MostAttempts = 3;

    private const int Chunk = 5_000;

    public sealed record Payload(Guid ImportId);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var id = item.Payload<Payload>().ImportId;
        // Untracked: the row must stay unlocked until the end, or noting progress would wait for itself.
        var import = await db.Set<ProductImport>().AsNoTracking().SingleOrDefaultAsync(i => i.ImportId == id, cancel);
        if (import is not { State: ProductImport.Running, FileId: { } fileId })
            return;
        if (item.Attempt > MostAttempts)
        {
            await Finish(import, ProductImport.Failed, [new(1, "row", "gave_up")], new Dictionary<int, string[]>(), default, cancel);
            return;
        }
        var content = (await files.Find(fileId, cancel))!.Content;
        var checkedFile = await check.Run(content, import.Columns, cancel);
        if (checkedFile.Refused > 0 && import.Mode == ProductImport.AllOrNothing)
        {
            await Finish(import, ProductImport.Failed, checkedFile.Errors, checkedFile.Cells, default, cancel);
            return;
        }
        var rows = await writer.Numbered(checkedFile.Rows, cancel);
        var written = await Write(import, rows, checkedFile.Refused, cancel);
        await Finish(import, ProductImport.Done, checkedFile.Errors, checkedFile.Cells, written, cancel);
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
        var row = await db.Set<ProductImport>().SingleAsync(i => i.ImportId == import.ImportId, cancel);
        row.Finish(state, failed, written.Created, written.Updated, clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        await files.Forget(import.FileId!.Value, cancel);
        if (failed > 0)
            notifier.Tell(
                Notice,
                import.ImportId.ToString(),
                new NotificationDetails()
                    .Add("file", import.FileName)
                    .Add("failed", failed.ToString(CultureInfo.InvariantCulture))
                    .Add("done", (written.Created + written.Updated).ToString(CultureInfo.InvariantCulture)),
                $"products/imports/{import.ImportId}",
                import.CreatedBy
            );
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
