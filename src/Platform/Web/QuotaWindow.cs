using System.Threading.RateLimiting;

namespace Niaga.Platform.Web;

/// <summary>
/// So many requests in a window that begins with the first of them. The framework's own fixed window tells neither what was left at
/// this very request nor when the window ends, and the headers say both.
/// </summary>
internal sealed class QuotaWindow(int quota, TimeSpan length, TimeProvider clock) : RateLimiter
{
    private readonly Lock gate = new();
    private long began = clock.GetTimestamp();
    private int taken;

    /// <summary>Null while its count matters; a window that is over may be forgotten.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (gate)
                return clock.GetElapsedTime(began) - length is { Ticks: > 0 } over ? over : null;
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (gate)
        {
            if (clock.GetElapsedTime(began) >= length)
                (began, taken) = (clock.GetTimestamp(), 0);
            var granted = taken + permitCount <= quota;
            if (granted)
                taken += permitCount;
            return new Lease(granted, quota - taken, length - clock.GetElapsedTime(began));
        }
    }

    // Nobody waits for a place in a queue: a program is told to come again.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptAcquireCore(permitCount));

    /// <summary>A request's place in the window, or that there is none.</summary>
    /// <param name="granted">Whether it has one.</param>
    /// <param name="left">How many more there are.</param>
    /// <param name="resets">When the window ends.</param>
    internal sealed class Lease(bool granted, int left, TimeSpan resets) : RateLimitLease
    {
        public override bool IsAcquired => granted;

        public override IEnumerable<string> MetadataNames => [];

        public int Left => left;

        /// <summary>Whole seconds, never too early.</summary>
        public int Seconds => Math.Max(1, (int)Math.Ceiling(resets.TotalSeconds));

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
