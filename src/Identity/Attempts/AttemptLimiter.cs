using System.Threading.RateLimiting;
using Niaga.Platform.Values;

namespace Niaga.Identity.Attempts;

/// <summary>
/// Limits tries per address typed, known or not, on this node; the lockout, which lies in the database, limits them over all nodes
/// for the accounts that exist. Both answer with the same words as a wrong password.
/// </summary>
internal sealed class AttemptLimiter(Microsoft.Extensions.Options.IOptions<AttemptLimits> limits) : IDisposable
{
    private readonly PartitionedRateLimiter<string> perAddress = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ => new() { PermitLimit = limits.Value.PerAddress, Window = TimeSpan.FromMinutes(15) }
        )
    );

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
    /// <summary>Sign-ins, resets, sign-ups and changes of address with one address in 15 minutes.</summary>
    public int PerAddress { get; set; } = 20;

    /// <summary>The same from one network address in a minute.</summary>
    public int PerNetworkAddress { get; set; } = 60;

    /// <summary>Questions a page asks while somebody types, from one network address in a minute.</summary>
    public int LookUpsPerNetworkAddress { get; set; } = 120;

    /// <summary>Questions to the operator from one network address in ten minutes.</summary>
    public int QuestionsPerNetworkAddress { get; set; } = 10;

    /// <summary>
    /// An answer to one of them comes at a multiple of this after it was asked: longer than the work takes on an idle machine.
    /// </summary>
    public TimeSpan ResponseInterval { get; set; } = TimeSpan.FromMilliseconds(600);

    /// <summary>
    /// Failed sign-ins of one person from one network address become one entry of the log in this time; mails of one kind go out once.
    /// </summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);
}
