using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Host;
using Niaga.Identity.Accounts;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;

[assembly: Xunit.AssemblyFixture(typeof(Niaga.Isolation.Sql.IsolationDatabase))]

namespace Niaga.Isolation.Sql;

/// <summary>A business that a suite attacks, or attacks with.</summary>
internal sealed record Party(Guid Tenant, Guid Person, string Slug, string Email)
{
    public const string Password = "a long test password";
}

/// <summary>
/// The database all suites copy: two businesses made by the real sign-up, and a row of each in every table there is. Nobody
/// stays connected to it.
/// </summary>
public sealed class IsolationDatabase : Xunit.IAsyncLifetime
{
    internal string Database { get; private set; } = "";

    /// <summary>The victim.</summary>
    internal Party A { get; private set; } = null!;

    /// <summary>The attacker.</summary>
    internal Party B { get; private set; } = null!;

    internal ModuleCatalog Modules { get; } = Host.Modules.Find();

    /// <summary>What a table's manifest says of it.</summary>
    internal Table? Declared(string table) =>
        table.Split('.') is [var schema, var name]
            ? Modules.Manifests.Where(m => m.Schema == schema).SelectMany(m => m.Tables).FirstOrDefault(t => t.Name == name)
            : null;

    public async ValueTask InitializeAsync()
    {
        Database = await TestServer.Clone();
        var folder = Directory.CreateTempSubdirectory("niaga-arena-").FullName;
        await using (
            var app = Website.Build(Modules, () => TestServer.As("niaga_app", Database) + ";Pooling=false", folder, "http://localhost:0")
        )
        {
            A = await SignUp(app, "kedai-mangsa");
            B = await SignUp(app, "kedai-lawan");
        }
        Directory.Delete(folder, recursive: true);
        await using var admin = await Connect("postgres", Database);
        // A directory sees whose address lies in a verified domain: the parties' own.
        foreach (var party in new[] { A, B })
        {
            await admin.Run(
                $"""
                INSERT INTO platform.domains (tenant_id, domain, challenge, created_at, verified_at)
                VALUES ('{party.Tenant}', '{party.Email.Split('@')[1]}', 'x', now(), now())
                """
            );
            // Their business has every module, not only the one of its trade.
            foreach (var entitlement in Modules.Manifests.Select(m => m.Entitlement?.Key).OfType<string>())
                await admin.Run(
                    $"""
                    INSERT INTO platform.entitlements (tenant_id, key, granted_at) VALUES ('{party.Tenant}', '{entitlement}', now())
                    ON CONFLICT DO NOTHING
                    """
                );
        }
        await new RowMaker(await Catalog.Read(admin), admin).FillEveryTable(A.Tenant, B.Tenant);
    }

    public async ValueTask DisposeAsync() => await TestServer.Drop(Database);

    /// <summary>A connection outside every pool, so that a copy can be made and dropped at will.</summary>
    internal static async Task<NpgsqlConnection> Connect(string role, string database)
    {
        var connection = new NpgsqlConnection(TestServer.As(role, database) + ";Pooling=false;Include Error Detail=true");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<Party> SignUp(WebApplication app, string slug)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var tenant = TenantId.New();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        var email = $"owner@{slug}.my";
        var outcome = await Niaga.Identity.Accounts.SignUp.Do(
            scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
            new($"Kedai {slug}", slug, "retail.grocery", "10", "Siti Owner", email, Party.Password, true, "en"),
            CancellationToken.None
        );
        return new(tenant.Value, outcome.Value.Person, slug, email);
    }
}
