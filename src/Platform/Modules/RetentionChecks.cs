using Niaga.Contract;
using Niaga.Platform.Data;
using Npgsql;

namespace Niaga.Platform.Modules;

/// <summary>What start-up asks of the manifests' retention classes, so that they are law and no decoration.</summary>
internal static class RetentionChecks
{
    public static IEnumerable<string> Manifests(ModuleCatalog modules)
    {
        var tables = modules.Manifests.SelectMany(m => m.Tables.Select(t => (Name: $"{m.Schema}.{t.Name}", Table: t))).ToArray();
        foreach (var (name, table) in tables)
        {
            if (table.Event is null && table.Retention is not (Retention.Business or Retention.Platform))
                yield return $"table {name} is kept as {table.Retention} and names no event to count from";
            if (table.Event?.Parent is { } parent && tables.All(t => t.Name != parent))
                yield return $"table {name} goes with {parent}, which no manifest declares";
        }
    }

    /// <summary>Records that have a time of their own, in the words of the trade.</summary>
    public static IEnumerable<string> Texts(ModuleCatalog modules) =>
        modules.Manifests.SelectMany(m =>
            m.Tables.Where(t =>
                    t.Deleted is not null
                    || (t.SharedBecause is null && t.Event?.Sql is not null && RetentionClass.Of(t.Retention) is not null)
                )
                .Select(t => $"record.{m.Schema}.{t.Name}")
        );

    /// <summary>Events that are no columns of their table, or no time.</summary>
    public static async Task<IReadOnlyList<string>> Database(Databases databases, ModuleCatalog modules, CancellationToken cancel)
    {
        var complaints = new List<string>();
        await using var connection = await databases.Shared.OpenConnectionAsync(cancel);
        foreach (var module in modules.Manifests)
        foreach (var table in module.Tables)
        foreach (var sql in new[] { table.Event?.Sql, table.Deleted }.OfType<string>())
        {
            var name = $"{module.Schema}.{table.Name}";
            try
            {
                // Of a row that is not there: asks for no right on the table.
                await using var ask = new NpgsqlCommand($"SELECT pg_typeof({sql})::text FROM (SELECT (NULL::{name}).*) AS one", connection);
                if (await ask.ExecuteScalarAsync(cancel) is not ("timestamp with time zone" or "date"))
                    complaints.Add($"table {name} counts from {sql}, which is neither a moment nor a day");
            }
            catch (PostgresException e) when (e.SqlState[..2] == "42")
            {
                complaints.Add($"table {name} counts from {sql}, which it does not have");
            }
        }
        return complaints;
    }
}
