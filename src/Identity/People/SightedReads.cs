using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Niaga.Identity.People;

/// <summary>
/// Sends each statement about people as the second command of a batch whose first says whose rows it is about (<see cref="PeopleSight"/>):
/// one round trip, nothing left on the connection.
/// </summary>
internal sealed class SightedReads : DbCommandInterceptor
{
    public static readonly SightedReads Instance = new();

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        var sight = ((PeopleDb)eventData.Context!).Sight;
        if (eventData.CommandSource == CommandSource.SaveChanges)
        {
            // Several statements in one command, which no batch takes: they follow in the transaction they have anyway.
            await using var set = ((NpgsqlConnection)command.Connection!).CreateBatch();
            set.Transaction =
                (NpgsqlTransaction?)command.Transaction ?? throw new InvalidOperationException("People are saved in a transaction.");
            set.BatchCommands.Add(sight.Set());
            await set.ExecuteNonQueryAsync(cancellationToken);
            return result;
        }
        var reader = await Batch(command, sight).ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return InterceptionResult<DbDataReader>.SuppressWithResult(reader);
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        await using var batch = Batch(command, ((PeopleDb)eventData.Context!).Sight);
        return InterceptionResult<int>.SuppressWithResult(await batch.ExecuteNonQueryAsync(cancellationToken));
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    ) => throw new InvalidOperationException("Queries are asynchronous.");

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result
    ) => throw new InvalidOperationException("Writes are asynchronous.");

    private static NpgsqlBatch Batch(DbCommand command, PeopleSight sight)
    {
        var query = new NpgsqlBatchCommand(command.CommandText);
        var parameters = command.Parameters.Cast<NpgsqlParameter>().ToArray();
        command.Parameters.Clear();
        foreach (var parameter in parameters)
            query.Parameters.Add(parameter);
        var batch = ((NpgsqlConnection)command.Connection!).CreateBatch();
        batch.Transaction = (NpgsqlTransaction?)command.Transaction;
        batch.Timeout = command.CommandTimeout;
        batch.BatchCommands.Add(sight.Set());
        batch.BatchCommands.Add(query);
        return batch;
    }
}
