using System.Data.Common;
using System.Diagnostics;
using Npgsql;

namespace Niaga.Platform.Data;

/// <summary>
/// A synchronization context that sends queries in batches: those begun before everything in it waits go out as one round trip. A page's
/// components run in one, so those that stand side by side share a round trip without knowing of each other.
/// </summary>
public abstract class GatheredReads : SynchronizationContext
{
    private readonly List<Asked> asked = [];

    /// <summary>A query that waits for the next round trip.</summary>
    /// <param name="Source">Where it goes.</param>
    /// <param name="Scope">Whose rows it sees.</param>
    /// <param name="Query">The query.</param>
    /// <param name="Timeout">Seconds; null for what the connection says.</param>
    /// <param name="Cancel">Ends the reading.</param>
    /// <param name="OnePlan">PostgreSQL plans it once a connection instead of anew for each call's values.</param>
    internal sealed record Asked(
        NpgsqlDataSource Source,
        TenantScope Scope,
        NpgsqlBatchCommand Query,
        int? Timeout,
        CancellationToken Cancel,
        bool OnePlan = false
    )
    {
        // Only what waits for others needs one.
        public TaskCompletionSource<DbDataReader> Rows => field ??= new();

        /// <summary>The trace of whoever asked: what runs the context may be a thread of no request.</summary>
        public Activity? Trace { get; } = Activity.Current;
    }

    internal Task<DbDataReader> Read(Asked one)
    {
        asked.Add(one);
        return one.Rows.Task;
    }

    /// <summary>Sends what was asked since; false when that is nothing.</summary>
    protected bool SendReads()
    {
        if (asked.Count == 0)
            return false;

        // A batch has one connection.
        foreach (var together in asked.GroupBy(a => a.Source).Select(g => g.OrderBy(a => a.OnePlan).ToArray()).ToArray())
            _ = Send(together);
        asked.Clear();
        return true;
    }

    /// <summary>What has ended meanwhile cannot be the current one: it would be passed over, and the batch be of no trace.</summary>
    private static Activity? Live(Activity? trace)
    {
        while (trace is { IsStopped: true })
            trace = trace.Parent;
        return trace;
    }

    /// <summary>Never throws: whoever asked gets the exception.</summary>
    private static async Task Send(Asked[] together)
    {
        var answered = 0;
        Activity.Current = Live(together[0].Trace);
        try
        {
            await using var batch = together[0].Source.CreateBatch();
            if (together.Max(a => a.Timeout) is { } timeout)
                batch.Timeout = timeout;
            (TenantScope, bool)? set = null;
            foreach (var one in together)
            {
                if (set != (one.Scope, one.OnePlan))
                    batch.BatchCommands.Add(TenantReads.Set(one.Scope, one.OnePlan));
                set = (one.Scope, one.OnePlan);
                batch.BatchCommands.Add(one.Query);
            }
            // Nobody's cancellation ends what others wait for.
            var cancel = together.All(a => a.Cancel == together[0].Cancel) ? together[0].Cancel : CancellationToken.None;
            await using var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
            set = null;
            foreach (var one in together)
            {
                if (set is not null && set != (one.Scope, one.OnePlan))
                    await rows.NextResultAsync(cancel).ConfigureAwait(false);
                set = (one.Scope, one.OnePlan);
                await rows.NextResultAsync(cancel).ConfigureAwait(false);
                var turn = new ReaderTurn(rows);
                answered++;
                one.Rows.SetResult(turn);
                await turn.Over.ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            foreach (var one in together.Skip(answered))
                one.Rows.TrySetException(e);
        }
    }
}
