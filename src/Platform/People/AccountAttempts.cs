using System.Threading.RateLimiting;
using Niaga.Platform.Values;

namespace Niaga.Platform.People;

/// <summary>
/// Limits tries per address typed, known or not, on this node; Identity's lockout, which lies in the database, limits them over
/// all nodes for the accounts that exist. Both answer with the same words as a wrong password.
/// </summary>
internal sealed class AccountAttempts(Microsoft.Extensions.Options.IOptions<AttemptLimits> limits) : IDisposable
{
    private readonly PartitionedRateLimiter<string> perAddress = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new() { PermitLimit = limits.Value.PerAddress, Window = TimeSpan.FromMinutes(15) }));

    /// <summary>Counts a try; false when there were too many.</summary>
    public bool Try(EmailAddress email)
    {
        using var lease = perAddress.AttemptAcquire(email.Normalized);
        return lease.IsAcquired;
    }

    public void Dispose() => perAddress.Dispose();
}

/// <summary>Configuration section <c>Attempts</c>.</summary>
public sealed class AttemptLimits
{
    /// <summary>Sign-ins, resets and sign-ups with one address in 15 minutes.</summary>
    public int PerAddress { get; set; } = 20;

    /// <summary>The same from one network address in a minute.</summary>
    public int PerNetworkAddress { get; set; } = 60;
}
