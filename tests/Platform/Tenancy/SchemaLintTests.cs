using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Tenancy;

/// <summary>Rules that hold for every table and function there is, read from PostgreSQL's own catalogue.</summary>
public sealed class SchemaLintTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Ours = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

    [Fact]
    public async Task Every_foreign_key_has_an_index()
    {
        var missing = $"""
            SELECT c.conrelid::regclass || ' ' || c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
            JOIN pg_namespace n ON n.oid = t.relnamespace
            WHERE c.contype = 'f' AND {Ours} AND NOT EXISTS (
                SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indisvalid AND i.indpred IS NULL
                    AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
            """;
        (await List(missing)).ShouldBeEmpty();
        await Complains(missing, "CREATE TABLE retail.lint (id uuid REFERENCES platform.people)", "DROP TABLE retail.lint");
    }

    [Fact]
    public async Task Every_function_has_a_fixed_search_path_and_the_rights_of_its_caller()
    {
        var loose = $"""
            SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE {Ours} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
                AND (p.prosecdef OR NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search\_path=%'))
            """;
        (await List(loose)).ShouldBeEmpty();
        await Complains(loose, "CREATE FUNCTION retail.lint() RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION retail.lint()");
        await Complains(
            loose,
            "CREATE FUNCTION retail.lint() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1'",
            "DROP FUNCTION retail.lint()"
        );
    }

    /// <summary>The rule notices what it is for.</summary>
    private async Task Complains(string rule, string mistake, string undo)
    {
        await Run(mistake);
        (await List(rule)).Count.ShouldBe(1);
        await Run(undo);
    }

    private async Task Run(string sql)
    {
        await using var connection = await app.Connect("postgres");
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> List(string sql)
    {
        await using var connection = await app.Connect("postgres");
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
            found.Add(rows.GetString(0));
        return found;
    }
}
