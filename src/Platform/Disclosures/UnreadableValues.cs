using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Platform.Disclosures;

/// <summary>
/// Values that did not open, each once a day however often it is looked at: a line in the log and a count for the operator at once, the
/// business's own log and its owner by whoever listens. Where the value stands is told, never what it holds.
/// </summary>
public sealed class UnreadableValues : IDisposable
{
    /// <summary>Beyond as many a day on one node, all is known: the rest is neither told nor counted.</summary>
    private const int Most = 10_000;

    /// <summary>What an alert of the operator's watches.</summary>
    internal static readonly EventId CannotBeRead = new(4700, "PersonalValueUnreadable");

    private readonly ConcurrentDictionary<Found, byte> today = new();
    private readonly Channel<Found> found = Channel.CreateBounded<Found>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly Meter meter = new("Niaga.Personal");
    private readonly Counter<long> counter;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private DateOnly day;

    internal UnreadableValues(TimeProvider clock, ILoggerFactory logs)
    {
        (this.clock, log) = (clock, logs.CreateLogger(Disclosure.Category));
        counter = meter.CreateCounter<long>("niaga.personal.unreadable", description: "Values that did not open, once a day each.");
    }

    /// <summary>A value that did not open: whose, schema with table and column, key of its row, on which Malaysian day.</summary>
    internal sealed record Found(TenantId Tenant, string Column, string Row, DateOnly Day);

    internal ChannelReader<Found> Waiting => found.Reader;

    internal void Note(TenantId tenant, PersonalColumn column, string row)
    {
        var now = MalaysianTime.Day(clock.GetUtcNow());
        if (now != day)
        {
            day = now;
            today.Clear();
        }
        var one = new Found(tenant, column.ToString(), row, now);
        if (today.Count >= Most || !today.TryAdd(one, 0))
            return;

        log.LogError(CannotBeRead, "A personal value cannot be read: {Column} of {Row} of {Tenant}", one.Column, row, tenant);
        counter.Add(1);
        found.Writer.TryWrite(one);
    }

    public void Dispose() => meter.Dispose();
}
