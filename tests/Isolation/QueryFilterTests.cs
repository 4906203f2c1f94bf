using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Niaga.Isolation.Filters;
using Niaga.Isolation.Sql;
using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Isolation;

/// <summary>
/// The second lock alone: row-level security is switched off in a scratch copy, and every query of every entity still sees only
/// its own business. Then each filter is taken off in turn, and the same query shows the other's rows.
/// </summary>
public sealed class QueryFilterTests(IsolationDatabase arena, ITestOutputHelper output) : IAsyncLifetime
{
    private string database = "";

    public async ValueTask InitializeAsync()
    {
        database = await TestServer.Clone(arena.Database);
        await using var admin = await IsolationDatabase.Connect("postgres", database);
        foreach (var table in (await Catalog.Read(admin)).WithTenant)
            await admin.Run($"ALTER TABLE {table.Name} DISABLE ROW LEVEL SECURITY");
    }

    public async ValueTask DisposeAsync() => await TestServer.Drop(database);

    [Fact]
    public async Task Each_filter_holds_alone_and_its_absence_shows()
    {
        var (entities, killed) = (0, 0);
        var wrong = new List<string>();
        foreach (var context in Contexts())
        {
            foreach (var entity in Entities(context))
            {
                entities++;
                var with = await Seen(context, entity, null);
                if (!with.Contains(arena.B.Tenant))
                    wrong.Add($"{entity.Name}: the business does not see its own row, so the test would see nothing either");
                if (with.Any(t => t != arena.B.Tenant))
                    wrong.Add($"{entity.Name}: its filter let another business's row through");
                if ((await Seen(context, entity, entity)).Contains(arena.A.Tenant))
                    killed++;
                else
                    wrong.Add($"{entity.Name}: without its filter nothing changed: the mutant survived");
            }
        }
        Summary.Say(output, $"Query filters: {killed} of {entities} mutants killed, row-level security off");
        wrong.ShouldBeEmpty();
        entities.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Every_entity_of_a_tenants_context_is_a_tenants_row()
    {
        var open = Contexts()
            .SelectMany(c => Model(c).GetEntityTypes())
            .Where(e =>
                !e.IsOwned()
                && !typeof(ITenantRow).IsAssignableFrom(e.ClrType)
                && arena.Declared($"{e.GetSchema()}.{e.GetTableName()}")?.SharedBecause is null
            )
            .Select(e => e.Name);
        open.ShouldBeEmpty();
    }

    /// <summary>Every context of every module, found as the host finds modules.</summary>
    private IEnumerable<Type> Contexts() =>
        arena.Modules.Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.IsSubclassOf(typeof(TenantDb)) && !t.IsAbstract);

    private IEnumerable<Type> Entities(Type context) =>
        Model(context).GetEntityTypes().Where(e => typeof(ITenantRow).IsAssignableFrom(e.ClrType)).Select(e => e.ClrType);

    private IModel Model(Type context)
    {
        return Make(context, null).Model;
    }

    private async Task<List<Guid>> Seen(Type context, Type entity, Type? without)
    {
        var db = Make(context, without);
        var query = typeof(QueryFilterTests)
            .GetMethod(nameof(Tenants), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(entity);
        var seen = await (Task<List<Guid>>)query.Invoke(null, [db])!;
        await db.End();
        return seen;
    }

    private static async Task<List<Guid>> Tenants<T>(DbContext db)
        where T : class, ITenantRow => [.. (await db.Set<T>().AsNoTracking().ToListAsync()).Select(r => r.TenantId.Value)];

    private TenantDb Make(Type context, Type? without)
    {
        var builder = (DbContextOptionsBuilder)Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(context))!;
        DropFilter.Entity = without;
        builder
            .UseNpgsql(TestServer.As("niaga_app", database) + ";Pooling=false")
            .ReplaceService<IModelCustomizer, DropFilter>()
            .ReplaceService<IModelCacheKeyFactory, DropFilter.Key>()
            .AddInterceptors(TenantReads.Instance);
        var db = (TenantDb)Activator.CreateInstance(context, builder.Options)!;
        db.Begin(TenantScope.Whole(new TenantId(arena.B.Tenant)));
        // The model is made here, while the choice above stands.
        _ = db.Model;
        return db;
    }
}
