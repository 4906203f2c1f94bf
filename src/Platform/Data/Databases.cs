using System.Collections.Concurrent;
using System.Data.Common;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Data;

/// <summary>
/// Which database a tenant lives in. One entry today (<c>main</c>); the directory exists so that a tenant can be moved
/// without a change to any code that reads or writes its data.
/// </summary>
public sealed class Databases : IAsyncDisposable
{
    public const string Main = "main";

    private readonly ConcurrentDictionary<string, NpgsqlDataSource> sources = new(StringComparer.Ordinal);

    private readonly string connectionString;

    /// <param name="connectionString">Connection string of the <c>app</c> role.</param>
    public Databases(string connectionString)
    {
        this.connectionString = connectionString;
        sources[Main] = Open(connectionString);
    }

    /// <summary>Shared data: the directory of tenants, people, reference tables.</summary>
    public NpgsqlDataSource Shared => sources[Main];

    /// <summary>A connection outside the pool, for what listens: a pooled one would go on listening for its next user.</summary>
    internal NpgsqlConnection Unpooled() =>
        new(
            new NpgsqlConnectionStringBuilder(connectionString)
            {
                Pooling = false,
                CommandTimeout = 5,
                ApplicationName = "niaga access changes",
            }.ConnectionString
        );

    /// <summary>The database of a tenant.</summary>
    public NpgsqlDataSource Of(TenantId tenant) => sources[Main];

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
            await source.DisposeAsync();
    }

    private static NpgsqlDataSource Open(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Every session of the pool keeps its hot statements parsed.
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            ApplicationName = "niaga",
            // A server that does not answer is found out soon.
            Timeout = Given(connectionString, "Timeout") ? given.Timeout : 5,
            // Nothing is set per session: the tenant is transaction-local, so a reset would be a wasted round trip.
            NoResetOnClose = true,
        };
        return new NpgsqlDataSourceBuilder(builder.ConnectionString).Build();
    }

    private static bool Given(string connectionString, string keyword) =>
        new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey(keyword);
}
