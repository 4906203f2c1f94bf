using Microsoft.Extensions.Options;

namespace Niaga.Identity.Attempts;

/// <summary>
/// Answers at fixed intervals, so that the time taken does not tell what was found (whether an account exists, say). What
/// costs most, the password hashes, is the same in number anyway; the interval covers the rest.
/// </summary>
internal sealed class FixedResponseTime(IOptions<AttemptLimits> limits, TimeProvider clock)
{
    /// <summary>Runs the work and answers at the end of the interval it finished in.</summary>
    public async Task<T> Run<T>(Func<Task<T>> act, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        try
        {
            return await act();
        }
        finally
        {
            var interval = limits.Value.ResponseInterval;
            if (interval > TimeSpan.Zero)
                await Task.Delay(TimeSpan.FromTicks(interval.Ticks - (clock.GetElapsedTime(began).Ticks % interval.Ticks)), clock, cancel);
        }
    }
}
