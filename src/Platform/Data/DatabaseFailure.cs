using System.Net.Sockets;
using Npgsql;

namespace Niaga.Platform.Data;

/// <summary>How the database failed a request.</summary>
internal enum DatabaseFailure
{
    /// <summary>It did not: a bug, or a constraint that held.</summary>
    None,

    /// <summary>It cannot be reached, or it is stopping or starting.</summary>
    Away,

    /// <summary>It is there, but has no connection, no lock or no time for this request.</summary>
    Overloaded,
}

internal static class DatabaseFailures
{
    /// <summary>What an exception says of the database, whatever it is wrapped in.</summary>
    public static DatabaseFailure Of(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException postgres:
                    return Of(postgres.SqlState);
                // The pool is exhausted, or an answer did not come in time.
                case NpgsqlException { InnerException: TimeoutException }:
                    return DatabaseFailure.Overloaded;
                case NpgsqlException npgsql when npgsql.IsTransient || npgsql.InnerException is IOException or SocketException:
                    return DatabaseFailure.Away;
            }
        }
        return DatabaseFailure.None;
    }

    private static DatabaseFailure Of(string sqlState) =>
        sqlState switch
        {
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow =>
                DatabaseFailure.Away,
            PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.OutOfMemory
            or PostgresErrorCodes.DiskFull
            or PostgresErrorCodes.QueryCanceled => DatabaseFailure.Overloaded,
            // The connection broke, or the server lets this role or this database in no more.
            PostgresErrorCodes.InvalidCatalogName => DatabaseFailure.Away,
            _ when sqlState.StartsWith("08", StringComparison.Ordinal) || sqlState.StartsWith("28", StringComparison.Ordinal) =>
                DatabaseFailure.Away,
            _ => DatabaseFailure.None,
        };
}
