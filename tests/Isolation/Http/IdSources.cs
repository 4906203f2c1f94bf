using Microsoft.AspNetCore.Routing.Patterns;
using Niaga.Identity.Members;
using Niaga.Isolation.Sql;
using Niaga.Testing.Rows;
using Npgsql;

namespace Niaga.Isolation.Http;

/// <summary>One id as three parties see it.</summary>
/// <param name="Theirs">Of a row of the victim.</param>
/// <param name="Absent">Of no row at all, in the same shape.</param>
/// <param name="Mine">Of a row of the one who asks.</param>
internal sealed record Id(string Theirs, string Absent, string Mine);

/// <summary>
/// Where the ids for a parameter come from: <c>productId</c> is the column <c>product_id</c> of the table whose key ends with it;
/// a bare <c>id</c> is of the table that the segment before it names, as in <c>product-imports/{id}</c>.
/// </summary>
internal sealed class IdSources
{
    /// <summary>Parameters that are called otherwise than their column.</summary>
    private static readonly Dictionary<string, (string Table, string Column)> CalledOtherwise = new()
    {
        ["hash"] = ("pictures.pictures", "hash"),
        ["token"] = ("retail.sales", "public_token"),
        ["documentToken"] = ("retail.reversals", "public_token"),
        ["publicToken"] = ("retail.sales", "public_token"),
        ["itemId"] = ("retail.products", "product_id"),
        ["Users/id"] = ("platform.memberships", "person_id"),
        ["places/id"] = ("trade.branches", "branch_id"),
    };

    /// <summary>
    /// Parameters that name nothing of a business: in public sign-in endpoints, which have tests of their own, whose company signs in there
    /// and through which provider; a report's name; an article of the help.
    /// </summary>
    public static readonly string[] PublicParameters = ["slug", "key", "reportPath", "article"];

    private readonly Dictionary<string, Id> ids = new(StringComparer.OrdinalIgnoreCase);

    public Id? Find(string parameter) => ids.GetValueOrDefault(parameter);

    /// <summary>What an endpoint's parameter is called here.</summary>
    public static string Name(RoutePattern route, string parameter)
    {
        if (!parameter.Equals("id", StringComparison.OrdinalIgnoreCase))
            return parameter;

        var at = route.PathSegments.ToList().FindIndex(s => s.Parts is [RoutePatternParameterPart { Name: "id" or "Id" }]);
        if (at < 1 || route.PathSegments[at - 1].Parts is not [RoutePatternLiteralPart before])
            return parameter;
        // All kinds of imports share a table, and an import is nothing where another kind is.
        return before.Content == "imports" && route.PathSegments[at - 2].Parts is [RoutePatternLiteralPart kind]
            ? $"{kind.Content}/imports/id"
            : before.Content + "/id";
    }

    public static async Task<IdSources> Read(NpgsqlConnection admin, Catalog catalog, Party theirs, Party mine)
    {
        var sources = new IdSources();
        var named = catalog
            .WithTenant.Where(t => t.PrimaryKey is [DbTable.Tenant, _])
            .Select(t => (Parameter: Camel(t.PrimaryKey[1]), t.Name, Column: t.PrimaryKey[1]))
            .Concat(
                catalog
                    .WithTenant.Where(t => t.PrimaryKey is [DbTable.Tenant, _])
                    .Select(t => (Parameter: Bare(t.Name), t.Name, Column: t.PrimaryKey[1]))
            )
            .Concat(CalledOtherwise.Select(c => (Parameter: c.Key, Name: c.Value.Table, c.Value.Column)))
            .Concat(ImportNames().Select(i => (i.Parameter, Name: Imports(i.Kind), Column: "import_id")));
        foreach (var (parameter, table, column) in named)
        {
            if (!parameter.EndsWith("id", StringComparison.OrdinalIgnoreCase) && !CalledOtherwise.ContainsKey(parameter))
                continue;
            // A queue may have run empty meanwhile: then it is no source.
            if (await One(admin, table, column, theirs) is { } first && await One(admin, table, column, mine) is { } own)
                sources.ids.TryAdd(parameter, new(first, Absent(first), own));
        }
        sources.ids["invitationCode"] = new(await Code(admin, theirs), InvitationCode.New().Text, await Code(admin, mine));
        sources.ids["answerToken"] = new(await Answer(admin, theirs), Absent("answer"), await Answer(admin, mine));
        sources.ids["slug"] = new(theirs.Slug, "kedai-entah", mine.Slug);
        sources.ids["reportPath"] = new("retail-sales-by-day", "retail-sales-by-day", "retail-sales-by-day");
        sources.ids["article"] = new("home", "home", "home");
        sources.ids["key"] = new("google", "google", "google");
        return sources;
    }

    /// <summary>Each kind of import has endpoints and pages of its own.</summary>
    private static IEnumerable<(string Parameter, string Kind)> ImportNames() =>
        Host
            .Modules.Find()
            .Manifests.SelectMany(m => m.Imports)
            .SelectMany(k => new[] { ($"{k.Api}/id", k.Key), ($"{k.Path.Split('/')[^1]}/imports/id", k.Key) });

    private static string Imports(string kind) => $"(SELECT * FROM imports.imports WHERE kind = '{kind}') AS imports";

    /// <summary>Of an invitation's link only the hash is kept: the suite sends one anew, as somebody of the business would.</summary>
    private static async Task<string> Code(NpgsqlConnection admin, Party of)
    {
        var code = InvitationCode.New();
        await admin.Run(
            $"UPDATE platform.invitations SET token_hash = '\\x{Convert.ToHexStringLower(code.Hash())}', role = 'staff', "
                + $"invited_by = '{of.Person}', expires_at = '2999-01-01' WHERE tenant_id = '{of.Tenant}'"
        );
        return code.Text;
    }

    /// <summary>Of a link to an answer only the hash is kept: the suite makes one anew.</summary>
    private static async Task<string> Answer(NpgsqlConnection admin, Party of)
    {
        var token = Guid.NewGuid().ToString("N");
        await admin.Run(
            $"UPDATE privacy.answers SET token_hash = sha256('{token}'), expires_at = '2999-01-01' " + $"WHERE tenant_id = '{of.Tenant}'"
        );
        return token;
    }

    private static Task<string?> One(NpgsqlConnection admin, string table, string column, Party of) =>
        admin.One($"SELECT {column}::text FROM {table} WHERE tenant_id = '{of.Tenant}' ORDER BY 1 LIMIT 1");

    private static string Absent(string like) =>
        Guid.TryParse(like, out _) ? Guid.CreateVersion7().ToString() : "x" + Guid.NewGuid().ToString("N")[..(like.Length - 1)];

    private static string Bare(string table) => table.Split('.')[1].Replace('_', '-') + "/id";

    private static string Camel(string column)
    {
        var words = column.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
    }
}
