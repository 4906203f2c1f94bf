using Niaga.Isolation.Sql;
using Npgsql;

namespace Niaga.Isolation.Http;

/// <summary>One id as three parties see it.</summary>
/// <param name="Theirs">Of a row of the victim.</param>
/// <param name="Absent">Of no row at all, in the same shape.</param>
/// <param name="Mine">Of a row of the one who asks.</param>
internal sealed record Id(string Theirs, string Absent, string Mine);

/// <summary>
/// Where the ids for a parameter come from: <c>productId</c> is the column <c>product_id</c> of the table whose key ends with it.
/// </summary>
internal sealed class IdSources
{
    /// <summary>Parameters that are called otherwise than their column.</summary>
    private static readonly Dictionary<string, (string Table, string Column)> CalledOtherwise = new()
    {
        ["token"] = ("retail.sales", "public_token"),
        ["publicToken"] = ("retail.sales", "public_token"),
        ["itemId"] = ("retail.products", "product_id"),
    };

    private readonly Dictionary<string, Id> ids = new(StringComparer.OrdinalIgnoreCase);

    public Id? Find(string parameter) => ids.GetValueOrDefault(parameter);

    public static async Task<IdSources> Read(NpgsqlConnection admin, Catalog catalog, Party theirs, Party mine)
    {
        var sources = new IdSources();
        var named = catalog.WithTenant.Where(t => t.PrimaryKey is [DbTable.Tenant, _]).Select(t => (Parameter: Camel(t.PrimaryKey[1]), t.Name, Column: t.PrimaryKey[1]))
            .Concat(CalledOtherwise.Select(c => (Parameter: c.Key, Name: c.Value.Table, c.Value.Column)));
        foreach (var (parameter, table, column) in named)
        {
            if (!parameter.EndsWith("Id", StringComparison.Ordinal) && !CalledOtherwise.ContainsKey(parameter)) continue;
            // A queue may have run empty meanwhile: then it is no source.
            if (await One(admin, table, column, theirs) is { } first && await One(admin, table, column, mine) is { } own) sources.ids.TryAdd(parameter, new(first, Absent(first), own));
        }
        return sources;
    }

    private static Task<string?> One(NpgsqlConnection admin, string table, string column, Party of) =>
        admin.One($"SELECT {column}::text FROM {table} WHERE tenant_id = '{of.Tenant}' ORDER BY 1 LIMIT 1");

    private static string Absent(string like) => Guid.TryParse(like, out _) ? Guid.CreateVersion7().ToString() : "x" + Guid.NewGuid().ToString("N")[..(like.Length - 1)];

    private static string Camel(string column)
    {
        var words = column.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }
}
