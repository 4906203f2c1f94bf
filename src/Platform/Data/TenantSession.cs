using System.Collections.Frozen;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Data;

/// <summary>
/// The only way to a tenant's data. Outside a transaction a query goes out together with its tenant in one round trip
/// (<see cref="TenantReads"/>); inside <see cref="Begin"/> the tenant is set for that transaction. Nothing is set per session.
/// </summary>
public sealed class TenantSession(Databases databases, TenantCache cache, Caller caller, IServiceProvider services) : IAsyncDisposable
{
    private readonly Dictionary<Type, TenantDb> contexts = [];
    private readonly List<TenantDb> readers = [];
    private readonly List<Action> afterCommit = [];
    private NpgsqlConnection? connection;
    private NpgsqlTransaction? transaction;
    private NpgsqlBatch? atCommit;
    private bool tenantSet;

    /// <summary>The business whose data this session sees.</summary>
    public TenantId Tenant => caller.Business;

    private TenantScope Scope => new(Tenant, caller.BranchSetting);

    private TenantScope WideScope => new(Tenant, caller.LimitSetting);

    /// <summary>True between <see cref="Begin"/> and commit or rollback.</summary>
    public bool InTransaction => transaction is not null;

    /// <summary>The transaction's connection, for SQL that Entity Framework has no words for. Only within a transaction.</summary>
    public NpgsqlConnection Connection =>
        transaction is null ? throw new InvalidOperationException("SQL of one's own runs within a use case's transaction.")
        : tenantSet ? connection!
        : throw new InvalidOperationException("This transaction's first statement goes through Read, which takes the tenant along.");

    internal NpgsqlTransaction? Transaction => transaction;

    /// <summary>Starts the transaction that data, audit and outgoing work share.</summary>
    public async Task Begin(CancellationToken cancel)
    {
        await BeginWithRead(cancel);
        await using var set = new NpgsqlBatch(connection, transaction) { BatchCommands = { TenantReads.Set(Scope) } };
        await set.ExecuteNonQueryAsync(cancel);
        tenantSet = true;
    }

    /// <summary>
    /// From now on as somebody who sees these places, all for null. A transaction that goes on is told too: it was begun with the places
    /// of whoever began it.
    /// </summary>
    public async Task LimitTo(FrozenSet<Guid>? branches, CancellationToken cancel)
    {
        caller.LimitTo(branches);
        if (!tenantSet)
            return;

        await using var set = new NpgsqlBatch(connection, transaction) { BatchCommands = { TenantReads.Set(Scope) } };
        await set.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Starts it without asking the database yet: the first statement goes through Read, which takes the tenant along.</summary>
    internal async Task BeginWithRead(CancellationToken cancel)
    {
        if (transaction is not null)
            throw new InvalidOperationException("The session is in a transaction already.");
        if (readers.Count > 0)
            throw new InvalidOperationException("A context was opened before its transaction.");

        connection = await databases.Of(Tenant).OpenConnectionAsync(cancel);
        transaction = await connection.BeginTransactionAsync(cancel);
    }

    /// <summary>Reads in the transaction, in one round trip; the transaction's first batch takes the tenant along.</summary>
    public async Task<NpgsqlDataReader> Read(NpgsqlBatch batch, CancellationToken cancel)
    {
        if (transaction is null)
            throw new InvalidOperationException("A batch is read within a use case's transaction.");

        (batch.Connection, batch.Transaction) = (connection, transaction);
        if (tenantSet)
            return await batch.ExecuteReaderAsync(cancel);

        batch.BatchCommands.Insert(0, TenantReads.Set(Scope));
        var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        tenantSet = true;
        return reader;
    }

    /// <summary>
    /// A module's DbContext on this session. Within a transaction it is the same one each time; for reading it is one of its own
    /// each time, because the components of a page read side by side.
    /// </summary>
    public TDb Open<TDb>()
        where TDb : TenantDb
    {
        if (contexts.TryGetValue(typeof(TDb), out var open))
            return (TDb)open;

        var opener = services.GetRequiredService<TenantDbOpener<TDb>>();
        if (transaction is null)
        {
            var source = databases.Of(Tenant);
            var reader = opener.ForReading(source);
            reader.Begin(Scope, source);
            readers.Add(reader);
            return reader;
        }
        var db = opener.ForWriting(Connection);
        db.Begin(Scope);
        db.Database.UseTransaction(transaction);
        contexts.Add(typeof(TDb), db);
        return db;
    }

    /// <summary>
    /// What this node remembers of the business (<see cref="TenantCache"/>), or what <paramref name="read"/> gives. A transaction reads
    /// for itself.
    /// </summary>
    public ValueTask<T> Remember<T>(Func<Task<T>> read)
        where T : class => transaction is null ? cache.Get(Scope, read) : new(read());

    /// <summary>
    /// As <see cref="Remember"/>, of all places the caller may see, whichever this request is about; <paramref name="read"/> asks with
    /// <c>wide</c>.
    /// </summary>
    public ValueTask<T> RememberWide<T>(Func<Task<T>> read)
        where T : class => transaction is null ? cache.Get(WideScope, read) : new(read());

    /// <summary>Sends a statement for <see cref="SqlRows"/>: outside a transaction with its tenant, inside it on its connection.</summary>
    internal async Task<DbDataReader> Read(string sql, object?[] values, bool onePlan, bool wide, CancellationToken cancel)
    {
        if (transaction is not null)
        {
            await using var command = new NpgsqlCommand(sql, Connection, transaction);
            Add(command.Parameters, values);
            return await command.ExecuteReaderAsync(cancel);
        }
        var query = new NpgsqlBatchCommand(sql);
        Add(query.Parameters, values);
        return await TenantReads
            .Send(new(databases.Of(Tenant), wide ? WideScope : Scope, query, null, cancel, onePlan))
            .ConfigureAwait(false);
    }

    /// <summary>Writes for <see cref="SqlRows"/>, in the transaction.</summary>
    internal async Task<int> Write(string sql, object?[] values, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, Connection, transaction);
        Add(command.Parameters, values);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The business's keys, for what is written or looked up in SQL of one's own.</summary>
    public ValueTask<TenantCipher> Cipher(CancellationToken cancel) => services.GetRequiredService<TenantKeys>().Of(Tenant, cancel);

    /// <summary>Runs <paramref name="act"/> once the transaction has committed; never when it rolls back.</summary>
    public void AfterCommit(Action act) => afterCommit.Add(act);

    /// <summary>Writes what the contexts still hold.</summary>
    internal async Task Save(CancellationToken cancel)
    {
        foreach (var db in contexts.Values)
            await db.SaveChangesAsync(cancel);
    }

    /// <summary>What the transaction writes last: it goes out with the commit, in one round trip.</summary>
    internal void WriteAtCommit(NpgsqlBatchCommand command) => (atCommit ??= new(Connection, transaction)).BatchCommands.Add(command);

    internal async Task Commit(CancellationToken cancel)
    {
        if (atCommit is null)
            await transaction!.CommitAsync(cancel);
        else
        {
            // After an error the server skips what follows in a batch, so nothing is committed without these rows.
            atCommit.BatchCommands.Add(new("COMMIT"));
            await atCommit.ExecuteNonQueryAsync(cancel);
        }
        await Leave();
        cache.Forget(Tenant);
        foreach (var act in afterCommit)
            act();
    }

    private static void Add(NpgsqlParameterCollection parameters, object?[] values)
    {
        foreach (var value in values)
            parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
    }

    public async ValueTask DisposeAsync() => await Leave();

    private async Task Leave()
    {
        foreach (var db in contexts.Values.Concat(readers))
            await db.End();
        contexts.Clear();
        readers.Clear();
        if (atCommit is not null)
            await atCommit.DisposeAsync();
        if (transaction is not null)
            await transaction.DisposeAsync();
        if (connection is not null)
            await connection.DisposeAsync();
        (transaction, connection, atCommit, tenantSet) = (null, null, null, false);
    }
}
