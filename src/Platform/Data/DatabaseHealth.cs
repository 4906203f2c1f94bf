using Microsoft.Extensions.Logging;

namespace Niaga.Platform.Data;

/// <summary>
/// Whether this node reaches its database. Requests and background work say when they lost it, <c>CacheInvalidationListener</c> when it is
/// back; the log gets one line for each. While it is away, all but one request a second are refused at once: a breaker.
/// </summary>
internal sealed class DatabaseHealth(TimeProvider clock, ILogger<DatabaseHealth> log)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenOverloadLines = TimeSpan.FromMinutes(1);

    private readonly Lock changing = new();
    private DateTimeOffset? awaySince;
    private DateTimeOffset lastTry;
    private DateTimeOffset lastOverload;

    /// <summary>False while the database is away and was tried within the last second.</summary>
    public bool MayTry()
    {
        if (awaySince is null)
            return true;

        lock (changing)
        {
            var now = clock.GetUtcNow();
            if (awaySince is not null && now - lastTry < BetweenTries)
                return false;

            lastTry = now;
            return true;
        }
    }

    /// <summary>Something failed by the database's doing; what it was is told once.</summary>
    public DatabaseFailure Failed(Exception exception)
    {
        var failure = DatabaseFailures.Of(exception);
        if (failure == DatabaseFailure.None)
            return failure;

        lock (changing)
        {
            var now = clock.GetUtcNow();
            if (failure == DatabaseFailure.Overloaded && now - lastOverload >= BetweenOverloadLines)
            {
                lastOverload = now;
                log.LogWarning(
                    "The database has no connection, lock or time for some requests; they are answered 503: {State}",
                    State(exception)
                );
            }
            else if (failure == DatabaseFailure.Away && awaySince is null)
            {
                (awaySince, lastTry) = (now, now);
                log.LogError("The database is away; requests are answered 503 and work waits until it is back: {State}", State(exception));
            }
        }
        return failure;
    }

    /// <summary>The database answered.</summary>
    public void Answered()
    {
        lock (changing)
        {
            if (awaySince is not { } since)
                return;

            awaySince = null;
            log.LogWarning("The database is back after {Seconds:0} s.", (clock.GetUtcNow() - since).TotalSeconds);
        }
    }

    private static string State(Exception exception) =>
        exception is Npgsql.PostgresException postgres ? postgres.SqlState : exception.GetBaseException().GetType().Name;
}
