using Niaga.Platform.Data;

namespace Niaga.Site.Rendering;

/// <summary>
/// Runs what a page's components continue with one after the other, as the framework's own renderer does: their awaits overlap, their code
/// never does, so what a request shares needs no locks. What they ask the database before all of them wait is one round trip.
/// </summary>
internal sealed class SerialContext : GatheredReads, IThreadPoolWorkItem
{
    private readonly Queue<(SendOrPostCallback Act, object? State)> waiting = [];

    // Whoever makes it runs in it, until Run.
    private bool busy = true;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (waiting)
        {
            waiting.Enqueue((d, state));
            if (busy)
                return;

            busy = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing waits for a page's context.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs what waits, then lets the next post find a thread by itself.</summary>
    public void Run()
    {
        while (true)
        {
            (SendOrPostCallback Act, object? State) next;
            lock (waiting)
                waiting.TryDequeue(out next);
            if (next.Act is not null)
            {
                next.Act(next.State);
                continue;
            }
            if (SendReads())
                continue;

            lock (waiting)
            {
                if (waiting.Count > 0)
                    continue;

                busy = false;
                return;
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            Run();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
