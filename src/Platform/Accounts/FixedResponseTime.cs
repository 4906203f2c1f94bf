using Microsoft.Extensions.Options;
using Niaga.Platform.People;

namespace Niaga.Platform.Accounts;

/// <summary>
/// Answers at a steady beat: how long the work behind a form took, and so what it met there, is not to be read off the clock. What
/// costs most, the hashes of passwords, is the same in number besides; the beat covers the rest.
/// </summary>
internal sealed class FixedResponseTime(IOptions<AttemptLimits> limits, TimeProvider clock)
{
    /// <summary>Does it, and answers when the beat after it falls.</summary>
    public async Task<T> Keep<T>(Func<Task<T>> act, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        try
        {
            return await act();
        }
        finally
        {
            var beat = limits.Value.ResponseInterval;
            if (beat > TimeSpan.Zero)
                await Task.Delay(TimeSpan.FromTicks(beat.Ticks - (clock.GetElapsedTime(began).Ticks % beat.Ticks)), clock, cancel);
        }
    }
}
