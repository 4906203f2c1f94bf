using Niaga.Isolation.Sql;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Isolation;

/// <summary>Takes each lock off a scratch copy in turn and shows that the SQL leak suite notices.</summary>
public sealed class SensitivityTests(IsolationDatabase arena, ITestOutputHelper output) : IAsyncLifetime
{
    private string database = "";

    public async ValueTask InitializeAsync() => database = await TestServer.Clone(arena.Database);

    public async ValueTask DisposeAsync() => await TestServer.Drop(database);

    [Fact]
    public async Task The_suite_notices_every_lock_that_is_missing()
    {
        await using var assault = await AttackRunner.On(database, arena);
        var mutants = await Mutants.Of(assault.Admin, assault.Catalog);
        // Before anything is weakened: each table's control, and proof that the suite is content.
        foreach (var table in assault.Catalog.WithTenant)
            (await assault.Attack(table, untilFirst: true)).ShouldBeEmpty();
        var survivors = new List<string>();
        var (byAttempt, byCatalog) = (0, 0);
        foreach (var mutant in mutants)
        {
            await assault.Admin.Run(mutant.Do);
            var changed = await Catalog.Read(assault.Admin);
            if ((await assault.Attack(mutant.Table, untilFirst: true)).Count > 0)
                byAttempt++;
            else if ((await CatalogRules.Broken(assault.Admin, changed, arena, changed.Tables[mutant.Table.Name])).Count > 0)
                byCatalog++;
            else
                survivors.Add($"{mutant.Table.Name}: {mutant.Name}");
            await assault.Admin.Run(mutant.Undo);
        }
        Summary.Say(
            output,
            $"Policies, grants and keys: {mutants.Count - survivors.Count} of {mutants.Count} mutants killed ({byAttempt} by an "
                + $"attempt, {byCatalog} by the catalog's rules)"
        );
        survivors.ShouldBeEmpty();
        // The way back was taken: the copy is whole again.
        (await CatalogRules.Broken(assault.Admin, await Catalog.Read(assault.Admin), arena)).ShouldBeEmpty();
    }
}
