using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Platform.Archives;

/// <summary>
/// Makes an archive that was asked for. After a crash it begins anew: a file is there whole or not at all, and is offered once the row says
/// so.
/// </summary>
internal sealed class MakeArchive(
    TenantSession session,
    Databases databases,
    ArchiveWriter writer,
    ArchiveStore store,
    IDataProtectionProvider protection,
    AuditTrail audit,
    TimeProvider clock,
    ILogger<MakeArchive> log
) : IWorkHandler
{
    internal const string Kind = "platform.make_archive";

    /// <summary>How long it may be fetched.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Below the platform's own limit, so that the archive itself says that it failed.</summary>
    private const int MostAttempts = 4;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    internal sealed record Payload(Guid Archive);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var id = item.Payload<Payload>().Archive;
        if (item.Attempt > MostAttempts)
        {
            store.Delete(session.Tenant, id);
            await End(id, "failed", null, cancel);
            return;
        }
        if (await Passphrase(id, cancel) is not { } passphrase)
            return;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var progress = new ArchiveProgress();
        var watching = Watch(id, progress, stop);
        long bytes;
        try
        {
            bytes = await Write(id, passphrase, progress, stop.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            store.Delete(session.Tenant, id);
            return;
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }
        store.Finish(session.Tenant, id);
        if (await End(id, "ready", bytes, cancel))
            audit.Record("platform.archive_made", TakeArchive.Subject, id, after: new { rows = progress.Done, bytes });
        else
            store.Delete(session.Tenant, id);
    }

    private async Task<long> Write(Guid id, string passphrase, ArchiveProgress progress, CancellationToken cancel)
    {
        await using var file = store.Create(session.Tenant, id);
        var manifest = await writer.Write(session.Tenant, file, passphrase, progress, cancel);
        file.Flush(flushToDisk: true);
        if (manifest.Unreadable > 0)
            log.LogWarning("{Count} values of {Tenant} do not open, and lie closed in its archive", manifest.Unreadable, session.Tenant);
        return file.Length;
    }

    private async Task<string?> Passphrase(Guid id, CancellationToken cancel)
    {
        var found = await session.Rows(
            $"""
            SELECT passphrase FROM platform.archives
            WHERE tenant_id = {session.Tenant.Value} AND archive_id = {id} AND state IN ('waiting', 'running')
            """,
            row => row.GetFieldValue<byte[]>(0),
            cancel
        );
        return found is [var kept] ? Encoding.UTF8.GetString(TakeArchive.Protector(protection, session.Tenant, id).Unprotect(kept)) : null;
    }

    private async Task<bool> End(Guid id, string state, long? bytes, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return await session.Execute(
                $"""
                UPDATE platform.archives SET state = {state}, passphrase = NULL, ended_at = {now}, bytes = {(object?)bytes}::bigint,
                    expires_at = {(object?)(bytes is null ? null : now + Kept)}::timestamptz
                WHERE tenant_id = {session.Tenant.Value} AND archive_id = {id} AND state IN ('waiting', 'running')
                """,
                cancel
            ) > 0;
    }

    /// <summary>Says how far it is, each second and in a transaction of its own; stops the work once somebody has cancelled it.</summary>
    private async Task Watch(Guid id, ArchiveProgress progress, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Note(id, progress, stop);
                await Task.Delay(BetweenLooks, clock, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The archive is written, or somebody cancelled it: nothing is left to watch.
        }
        catch (NpgsqlException e)
        {
            // The work itself finds the database away, or goes on without being watched.
            log.LogWarning("How far an archive is cannot be noted: {State}", e.SqlState);
        }
    }

    private async Task Note(Guid id, ArchiveProgress progress, CancellationTokenSource stop)
    {
        await using var batch = databases.Of(session.Tenant).CreateBatch();
        batch.BatchCommands.Add(TenantReads.Set(TenantScope.Whole(session.Tenant)));
        batch.BatchCommands.Add(
            new(
                """
                UPDATE platform.archives SET state = 'running', rows_done = $3, rows_total = $4
                WHERE tenant_id = $1 AND archive_id = $2 AND state IN ('waiting', 'running')
                """
            )
            {
                Parameters =
                {
                    new() { Value = session.Tenant.Value },
                    new() { Value = id },
                    new() { Value = progress.Done },
                    new() { Value = progress.Total },
                },
            }
        );
        await batch.ExecuteNonQueryAsync(stop.Token);
        if (batch.BatchCommands[1].RecordsAffected == 0)
            await stop.CancelAsync();
    }
}
