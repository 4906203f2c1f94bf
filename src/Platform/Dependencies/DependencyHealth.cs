using Microsoft.Extensions.Logging;

namespace Niaga.Platform.Dependencies;

/// <summary>
/// Whether a server outside answers: mail, DNS, an identity provider. A call that takes too long fails; after a few failures in a row the
/// server is away and calls are refused at once, but for one in each pause that tries: a breaker. The log gets one line when it goes and
/// one when it is back.
/// </summary>
internal sealed class DependencyHealth(DependencyHealth.Limits limits, TimeProvider clock, ILogger log)
{
    /// <param name="Name">As the log calls it.</param>
    /// <param name="Timeout">Longest time of a call.</param>
    /// <param name="Failures">So many in a row, and it is away.</param>
    /// <param name="Pause">Between two tries while it is away.</param>
    internal sealed record Limits(string Name, TimeSpan Timeout, int Failures, TimeSpan Pause);

    private readonly Lock changing = new();
    private int failures;
    private DateTimeOffset? awaySince;
    private DateTimeOffset lastTry;

    /// <summary>Calls the server, unless it is away and was tried a moment ago.</summary>
    /// <param name="call">The call; it ends when its token does.</param>
    /// <param name="isOutage">Which of its exceptions say that the server cannot be reached or does not work.</param>
    /// <param name="cancel">The caller gave up, which says nothing of the server.</param>
    /// <exception cref="DependencyUnavailableException">It did not answer, or is away.</exception>
    public async Task<T> Call<T>(Func<CancellationToken, Task<T>> call, Func<Exception, bool> isOutage, CancellationToken cancel)
    {
        if (!MayTry())
            throw new DependencyUnavailableException(limits.Name, reported: true);

        using var timeout = new CancellationTokenSource(limits.Timeout, clock);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        T answer;
        try
        {
            answer = await call(limited.Token);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && (timeout.IsCancellationRequested || isOutage(e)))
        {
            throw new DependencyUnavailableException(limits.Name, Failed(e), e);
        }
        Answered();
        return answer;
    }

    private bool MayTry()
    {
        lock (changing)
        {
            var now = clock.GetUtcNow();
            if (awaySince is not null && now - lastTry < limits.Pause)
                return false;

            lastTry = now;
            return true;
        }
    }

    /// <returns>Whether it is away, which the log has been told.</returns>
    private bool Failed(Exception exception)
    {
        lock (changing)
        {
            failures++;
            if (awaySince is null && failures >= limits.Failures)
            {
                awaySince = lastTry = clock.GetUtcNow();
                // The kind only: a message may quote what it was about.
                log.LogError(
                    "{Dependency} is away; calls are refused and it is tried every {Seconds:0} s: {Kind}",
                    limits.Name,
                    limits.Pause.TotalSeconds,
                    exception.GetBaseException().GetType().Name
                );
            }
            return awaySince is not null;
        }
    }

    private void Answered()
    {
        lock (changing)
        {
            failures = 0;
            if (awaySince is not { } since)
                return;

            awaySince = null;
            log.LogWarning("{Dependency} is back after {Seconds:0} s.", limits.Name, (clock.GetUtcNow() - since).TotalSeconds);
        }
    }
}
