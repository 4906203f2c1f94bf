using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Niaga.Contract;
using Niaga.Host;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Access;

/// <summary>Each mistake, planted, is named before a request is served; and the tree as it stands has none.</summary>
public sealed class StartupCheckTests(Accounts.ProductionHashApp app) : IClassFixture<Accounts.ProductionHashApp>
{
    private static readonly Manifest Empty = new() { Key = "probe", Assembly = typeof(StartupCheckTests).Assembly };

    [Fact]
    public async Task Nothing_is_wrong_as_it_stands() => (await Website.Check(app.Site, CancellationToken.None)).ShouldBeEmpty();

    [Fact]
    public void A_permission_declared_twice() =>
        Should
            .Throw<InvalidOperationException>(() => With(Empty with { Permissions = [new(PlatformPermissions.SettingsEdit)] }))
            .Message.ShouldContain(PlatformPermissions.SettingsEdit);

    [Fact]
    public void A_text_that_is_missing() =>
        Complaints(Empty with { Permissions = [new("probe.look")] }).ShouldContain("text missing: permission.probe.look");

    /// <summary>The audit log groups what it shows by module.</summary>
    [Fact]
    public void A_module_with_events_and_no_name() =>
        Complaints(Empty with { AuditedEvents = ["probe.seen"] })
            .ShouldBe(["text missing: module.probe", "text missing: audit.probe.seen"]);

    [Fact]
    public void A_navigation_entry_for_a_permission_nobody_declares() =>
        Complaints(Empty with { Navigation = [new("probe.home", "/probe", "home", "probe.nothing", 1)] })
            .ShouldContain(c => c.Contains("probe.nothing", StringComparison.Ordinal));

    [Fact]
    public void A_sensitive_column_that_somebody_could_be_found_by()
    {
        var table = new Table("charts", Retention.Business) { Personal = ["note"], Sensitive = ["illness", "belief"] };
        table.Personal.ShouldBe(["note", "illness", "belief"]);
        Complaints(Empty with { Tables = [table with { Keys = ["illness_key"] }] })
            .ShouldContain("sensitive column probe.charts.illness must not be found by a key");
        var plain = Complaints(Empty with { Tables = [table with { PlainBecause = "Why not" }] });
        plain.ShouldContain("sensitive column probe.charts.illness must be encrypted");
        plain.ShouldContain("sensitive column probe.charts.belief must be encrypted");
        plain.ShouldNotContain(c => c.Contains("charts.note", StringComparison.Ordinal));
        Complaints(Empty with { Tables = [table] }).ShouldNotContain(c => c.Contains("sensitive", StringComparison.Ordinal));
        With(Empty with { Tables = [table] }).Sensitive.ShouldBe(["probe.charts.illness", "probe.charts.belief"], ignoreOrder: true);
    }

    [Fact]
    public void An_industry_declared_twice() =>
        Complaints(Empty with { Industries = [new("retail.grocery")] }).ShouldContain("industry retail.grocery is declared twice");

    [Fact]
    public void A_schedule_of_work_nobody_does() =>
        Complaints(Empty with { Schedules = [new("probe.daily", "0 3 * * *", "probe.none", true)] })
            .ShouldContain(c => c.Contains("probe.none", StringComparison.Ordinal));

    [Fact]
    public void A_key_under_anothers_name() =>
        Complaints(Empty with { Permissions = [new("retail.stolen")] })
            .ShouldContain("retail.stolen of module probe does not begin with probe.");

    [Fact]
    public void An_endpoint_that_asks_for_nothing()
    {
        var endpoint = new RouteEndpoint(
            _ => Task.CompletedTask,
            RoutePatternFactory.Parse("/open"),
            0,
            new EndpointMetadataCollection(),
            "open"
        );
        StartupChecks.Endpoints([endpoint], Niaga.Host.Modules.Find()).ShouldHaveSingleItem().ShouldContain("/open");
    }

    [Theory]
    [InlineData(
        "CREATE TABLE retail.forgotten (tenant_id uuid NOT NULL); ALTER TABLE retail.forgotten OWNER TO niaga_owner",
        "table retail.forgotten stands in no manifest, so it has no retention rule"
    )]
    [InlineData(
        "ALTER TABLE retail.products NO FORCE ROW LEVEL SECURITY",
        "table retail.products is per tenant but lacks forced row-level security"
    )]
    [InlineData(
        "ALTER TABLE retail.products DISABLE ROW LEVEL SECURITY",
        "table retail.products is per tenant but lacks forced row-level security"
    )]
    [InlineData("ALTER POLICY tenant ON retail.products USING (true)", "table retail.products does not carry the one plain tenant policy")]
    [InlineData("CREATE POLICY more ON retail.products USING (true)", "table retail.products does not carry the one plain tenant policy")]
    [InlineData("GRANT TRUNCATE ON retail.products TO niaga_app", "table retail.products may be truncated by the application")]
    [InlineData(
        "ALTER TABLE retail.sale_payments RENAME TO gone",
        "table retail.sale_payments stands in a manifest but not in the database"
    )]
    [InlineData(
        "ALTER TABLE trade.customers RENAME COLUMN note TO remark",
        "personal column trade.customers.note stands in a manifest but not in the database"
    )]
    [InlineData("ALTER TABLE retail.sale_payments OWNER TO niaga_app", "the database role niaga_app owns a table")]
    public async Task A_table_that_is_not_as_it_should_be(string mistake, string complaint)
    {
        var database = await TestServer.Clone();
        try
        {
            await using (var admin = new NpgsqlConnection(TestServer.As("postgres", database) + ";Pooling=false"))
            {
                await admin.OpenAsync();
                await using var plant = new NpgsqlCommand(mistake, admin);
                await plant.ExecuteNonQueryAsync();
            }
            (await Database(TestServer.As("niaga_app", database))).ShouldContain(complaint);
        }
        finally
        {
            await TestServer.Drop(database);
        }
    }

    [Fact]
    public async Task A_role_with_too_much_power()
    {
        var complaints = await Database(TestServer.As("postgres", app.Database));
        complaints.ShouldContain("the database role postgres is a superuser");
        complaints.ShouldContain("the database role postgres can bypass row-level security");
    }

    private static async Task<IReadOnlyList<string>> Database(string connection)
    {
        var modules = Niaga.Host.Modules.Find();
        await using var databases = new Databases(connection + ";Pooling=false");
        return await new StartupChecks(modules, new TextCatalog(modules.Assemblies), databases).Database(CancellationToken.None);
    }

    private static ModuleCatalog With(Manifest more) => new([.. Niaga.Host.Modules.Find().Manifests, more]);

    private IReadOnlyList<string> Complaints(Manifest more)
    {
        var modules = With(more);
        return new StartupChecks(
            modules,
            new TextCatalog(modules.Assemblies),
            (Databases)app.Services.GetService(typeof(Databases))!
        ).Manifests();
    }
}
