using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Files;
using Niaga.Platform.Notifications;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Imports;

/// <summary>
/// Brings a file's records in: reads all of it, then what the database knows, then writes, in one transaction. Nothing is written when a
/// row is wrong and all or nothing was asked for.
/// </summary>
internal sealed class RunImport(
    ImportsDb db,
    ImportKinds kinds,
    ImportRecords records,
    TenantFiles files,
    AuditTrail audit,
    Notifier notifier,
    UseCaseRunner progress,
    TimeProvider clock
) : IWorkHandler
{
    public const string WorkKind = "imports.run";

    public const string Notice = "imports.failed";

    /// <summary>Tries before it is given up as failed. Below the platform's own limit, so that the import itself says why.</summary>
    public const int MostAttempts = 3;

    private static readonly ImportCheck GaveUp = new(
        [],
        [new(1, ImportErrors.Row, "gave_up")],
        new Dictionary<int, string[]>(),
        Made: 0,
        Changed: 0,
        Refused: 1
    );

    public sealed record Payload(Guid ImportId);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var id = item.Payload<Payload>().ImportId;
        // Untracked: the row must stay unlocked until the end, or noting progress would wait for itself.
        var import = await db.Set<ImportRun>().AsNoTracking().SingleOrDefaultAsync(i => i.ImportId == id, cancel);
        if (import is not { State: ImportRun.Running, FileId: { } fileId })
            return;
        if (item.Attempt > MostAttempts)
        {
            await Finish(import, ImportRun.Failed, GaveUp, default, cancel);
            return;
        }
        var source = kinds.Open(import.Kind);
        if (await files.Find(fileId, cancel) is not { Content: var content })
        {
            await Finish(import, ImportRun.Failed, GaveUp, default, cancel);
            return;
        }
        var file = CsvFile.Read(content, import.Columns.Encoding)!;
        var found = await source.Check(file.Lines(await kinds.EveryHeading(import.Kind, cancel)), import.Columns, cancel);
        if (found.Refused > 0 && import.Mode == ImportRun.AllOrNothing)
        {
            await Finish(import, ImportRun.Failed, found, default, cancel);
            return;
        }
        var written = await Write(source, import, found, cancel);
        await Finish(import, ImportRun.Done, found, written, cancel);
    }

    private async Task<ImportWritten> Write(RecordImport source, ImportRun import, ImportCheck found, CancellationToken cancel)
    {
        var written = default(ImportWritten);
        var target = new ImportTarget(import.ImportId, import.Columns.Columns.Keys.ToHashSet(), import.CreatedBy.Value);
        await foreach (var now in source.Write(found.Rows, target, cancel))
        {
            written = new(written.Created + now.Created, written.Updated + now.Updated);
            var done = found.Refused + written.Created + written.Updated;
            await RecordImportProgress.Do(progress, new(import.ImportId, done, found.Refused), cancel);
        }
        return written;
    }

    private async Task Finish(ImportRun import, string state, ImportCheck found, ImportWritten written, CancellationToken cancel)
    {
        await records.KeepErrors(import.ImportId, found.Errors, found.Cells, cancel);
        var row = await db.Set<ImportRun>().SingleAsync(i => i.ImportId == import.ImportId, cancel);
        row.Finish(state, found.Refused, written.Created, written.Updated, clock.GetUtcNow());
        await db.SaveChangesAsync(cancel);
        await files.Forget(import.FileId!.Value, cancel);
        if (found.Refused > 0)
            Tell(import, found.Refused, written.Created + written.Updated);
        var names = kinds.Find(import.Kind).Names;
        audit.Record(
            names.Imported,
            names.Subject,
            import.ImportId,
            after: new
            {
                import.FileName,
                import.Mode,
                state,
                by = import.CreatedBy.ToString(),
                import.RowsTotal,
                failed = found.Refused,
                written.Created,
                written.Updated,
            }
        );
    }

    /// <summary>Whoever started it: they may have left the page long ago.</summary>
    private void Tell(ImportRun import, int failed, int done) =>
        notifier.Tell(
            Notice,
            import.ImportId.ToString(),
            new NotificationDetails()
                .Add("file", import.FileName)
                .Add("failed", failed.ToString(CultureInfo.InvariantCulture))
                .Add("done", done.ToString(CultureInfo.InvariantCulture)),
            $"{kinds.Find(import.Kind).Path}/imports/{import.ImportId}",
            import.CreatedBy
        );
}
