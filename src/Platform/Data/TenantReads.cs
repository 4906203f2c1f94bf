using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Data;

/// <summary>
/// Sends a query that runs outside a transaction as the second command of a batch whose first sets the tenant: one round
/// trip, one implicit transaction, nothing left on the connection. In <see cref="GatheredReads"/> it waits for what else is asked. A write
/// outside a transaction is a bug and throws.
/// </summary>
internal sealed class TenantReads : DbCommandInterceptor, IDbConnectionInterceptor
{
    public static readonly TenantReads Instance = new();

    /// <summary>For the platform's own reading: of every place of the business.</summary>
    internal const string SetTenant = "SELECT set_config('app.tenant_id', $1, true), set_config('app.branches', '*', true)";

    private const string SetScope = "SELECT set_config('app.tenant_id', $1, true), set_config('app.branches', $2, true)";

    private const string SetScopeAndOnePlan = SetScope + ", set_config('plan_cache_mode', 'force_generic_plan', true)";

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (command.Transaction is not null)
            return result;
        if (eventData.CommandSource is CommandSource.SaveChanges or CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete)
            throw OutsideTransaction();

        var query = new NpgsqlBatchCommand(command.CommandText);
        var parameters = command.Parameters.Cast<NpgsqlParameter>().ToArray();
        command.Parameters.Clear();
        foreach (var parameter in parameters)
            query.Parameters.Add(parameter);
        var db = (TenantDb)eventData.Context!;
        var source = db.Source;
        return InterceptionResult<DbDataReader>.SuppressWithResult(
            source is not null
                ? await Send(new(source, db.Scope, query, command.CommandTimeout, cancellationToken)).ConfigureAwait(false)
                : await Send(
                    ((NpgsqlConnection)command.Connection!).CreateBatch(),
                    Set(db.Scope),
                    query,
                    command.CommandTimeout,
                    cancellationToken
                )
        );
    }

    /// <summary>Sends a query with its tenant: with what else the page asks for, where a page asks.</summary>
    internal static Task<DbDataReader> Send(GatheredReads.Asked one) =>
        SynchronizationContext.Current is GatheredReads together
            ? together.Read(one)
            : Send(one.Source.CreateBatch(), Set(one.Scope, one.OnePlan), one.Query, one.Timeout, one.Cancel);

    private static async Task<DbDataReader> Send(
        NpgsqlBatch batch,
        NpgsqlBatchCommand set,
        NpgsqlBatchCommand query,
        int? timeout,
        CancellationToken cancel
    )
    {
        if (timeout is { } seconds)
            batch.Timeout = seconds;
        batch.BatchCommands.Add(set);
        batch.BatchCommands.Add(query);
        var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        return reader;
    }

    /// <summary>A batch opens a connection of its own, once it is sent.</summary>
    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    ) => ValueTask.FromResult(((TenantDb)eventData.Context!).Source is null ? result : InterceptionResult.Suppress());

    internal static NpgsqlBatchCommand Set(TenantScope scope, bool onePlan = false) =>
        new(onePlan ? SetScopeAndOnePlan : SetScope)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = scope.Tenant.ToString() },
                new NpgsqlParameter<string> { TypedValue = scope.Branches },
            },
        };

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    ) => command.Transaction is null ? throw new InvalidOperationException("Queries are asynchronous.") : result;

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => command.Transaction is null ? throw OutsideTransaction() : ValueTask.FromResult(result);

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result
    ) => throw new InvalidOperationException("Writes are asynchronous.");

    private static InvalidOperationException OutsideTransaction() => new("A write belongs into a use case's transaction.");
}
