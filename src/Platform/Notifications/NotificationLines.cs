using System.Collections.Concurrent;
using System.Threading.Channels;
using Niaga.Platform.Values;

namespace Niaga.Platform.Notifications;

/// <summary>The browsers this node holds a line to, so that their bell rings without a reload.</summary>
public sealed class NotificationLines
{
    /// <summary>Tabs of one person on this node; whoever opens more sees the bell change with the next page.</summary>
    internal const int MostOfPerson = 20;

    private readonly ConcurrentDictionary<Line, byte> lines = new();
    private volatile bool closed;

    /// <summary>A line to one tab; null when there are too many or the node is stopping.</summary>
    internal Line? Open(TenantId tenant, PersonId person)
    {
        if (closed || lines.Keys.Count(l => l.Person == person) >= MostOfPerson)
            return null;

        var line = new Line(tenant, person, this);
        lines[line] = 0;
        if (closed)
            line.End();
        return line;
    }

    /// <summary>Something has changed in a business.</summary>
    internal void Ring(TenantId tenant) => Each(l => l.Tenant == tenant, l => l.Ring());

    /// <summary>Who may what has changed there: whoever still may comes back.</summary>
    internal void End(TenantId tenant) => Each(l => l.Tenant == tenant, l => l.End());

    /// <summary>A person's sign-ins have changed.</summary>
    internal void End(PersonId person) => Each(l => l.Person == person, l => l.End());

    /// <summary>What happened while nobody listened is asked for anew.</summary>
    internal void RingAll() => Each(_ => true, l => l.Ring());

    /// <summary>The node stops: no line holds it up.</summary>
    internal void Close()
    {
        closed = true;
        Each(_ => true, l => l.End());
    }

    private void Each(Func<Line, bool> these, Action<Line> act)
    {
        foreach (var line in lines.Keys.Where(these))
            act(line);
    }

    internal sealed class Line(TenantId tenant, PersonId person, NotificationLines all) : IDisposable
    {
        // Several rings before anybody looks are one.
        private readonly Channel<bool> rings = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );

        public TenantId Tenant => tenant;

        public PersonId Person => person;

        public void Ring() => rings.Writer.TryWrite(true);

        public void End() => rings.Writer.TryComplete();

        /// <summary>True when it rang, false when it is quiet for so long, null when it has ended.</summary>
        public async Task<bool?> Wait(TimeSpan most, CancellationToken cancel)
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limited.CancelAfter(most);
            try
            {
                return await rings.Reader.WaitToReadAsync(limited.Token) && rings.Reader.TryRead(out _) ? true : null;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return false;
            }
        }

        public void Dispose() => all.lines.TryRemove(this, out _);
    }
}
