using Niaga.Isolation.Sql;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Isolation;

/// <summary>
/// Every table × every act × every stance of an attacker: no row of another business is seen, changed, locked or attached.
/// </summary>
public sealed class SqlLeakTests(IsolationDatabase arena, ITestOutputHelper output) : IAsyncLifetime
{
    private string database = "";

    public async ValueTask InitializeAsync() => database = await TestServer.Clone(arena.Database);

    public async ValueTask DisposeAsync() => await TestServer.Drop(database);

    [Fact]
    public async Task Every_table_holds_a_row_of_both_businesses()
    {
        await using var admin = await IsolationDatabase.Connect("postgres", database);
        var catalog = await Catalog.Read(admin);
        var rows = new RowMaker(catalog, admin);
        var empty = new List<string>();
        foreach (var table in catalog.Tables.Values)
        {
            foreach (var party in new[] { arena.A, arena.B })
            {
                if (await rows.Existing(table, party.Tenant) is null)
                    empty.Add($"{table.Name} of {party.Slug}");
            }
        }
        empty.ShouldBeEmpty();
        catalog.WithTenant.Count().ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task No_attempt_reaches_another_business()
    {
        await using var assault = await AttackRunner.On(database, arena);
        var through = new List<string>();
        foreach (var table in assault.Catalog.Tables.Values)
            through.AddRange(await assault.Attack(table));
        Summary.Say(output, $"SQL: {assault.Made} attempts on {assault.Catalog.Tables.Count} tables, {through.Count} got through");
        through.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_catalog_keeps_the_rules_of_the_house()
    {
        await using var admin = await IsolationDatabase.Connect("postgres", database);
        (await CatalogRules.Broken(admin, await Catalog.Read(admin), arena)).ShouldBeEmpty();
    }
}
