using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Niaga.Platform.Web;

/// <summary>Configuration section <c>RateLimits</c>. Each node counts for itself.</summary>
public sealed class QuotaLimits
{
    /// <summary>Requests of one API key in a minute.</summary>
    public int PerKeyPerMinute { get; set; } = 600;

    /// <summary>Requests to the API of one business in a minute, by keys and by its pages' own scripts.</summary>
    public int PerBusinessPerMinute { get; set; } = 3000;

    /// <summary>What counts as a minute; tests shorten it.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>The windows of every key and business that asked lately.</summary>
internal sealed class Quotas : IDisposable
{
    public Quotas(IOptions<QuotaLimits> options, TimeProvider clock)
    {
        var limits = options.Value;
        (Keys, Businesses) = (
            Windows(limits.PerKeyPerMinute, limits.Window, clock),
            Windows(limits.PerBusinessPerMinute, limits.Window, clock)
        );
        var seconds = (int)Math.Ceiling(limits.Window.TotalSeconds);
        BusinessPolicy = string.Create(CultureInfo.InvariantCulture, $"\"business\";q={limits.PerBusinessPerMinute};w={seconds}");
        KeyPolicy = string.Create(CultureInfo.InvariantCulture, $"\"key\";q={limits.PerKeyPerMinute};w={seconds}, {BusinessPolicy}");
    }

    public PartitionedRateLimiter<Guid> Keys { get; }

    public PartitionedRateLimiter<Guid> Businesses { get; }

    /// <summary>What holds for a page's scripts, as <c>RateLimit-Policy</c> says it.</summary>
    public string BusinessPolicy { get; }

    /// <summary>What holds for a key.</summary>
    public string KeyPolicy { get; }

    public void Dispose()
    {
        Keys.Dispose();
        Businesses.Dispose();
    }

    private static PartitionedRateLimiter<Guid> Windows(int quota, TimeSpan length, TimeProvider clock) =>
        PartitionedRateLimiter.Create<Guid, Guid>(id =>
            RateLimitPartition.Get(id, _ => (RateLimiter)new QuotaWindow(quota, length, clock))
        );
}
