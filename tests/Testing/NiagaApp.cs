using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Niaga.Contract;
using Niaga.Host;
using Niaga.Identity.Accounts;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Unreadable;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Testing.Rows;
using Npgsql;
using Xunit;

[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Niaga.Platform.Tests")]
[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Niaga.Retail.Tests")]
[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Niaga.Isolation")]
[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Niaga.Journeys")]
[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Niaga.Architecture")]
[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Niaga.Bench")]

namespace Niaga.Testing;

/// <summary>
/// The whole of Niaga on a port of its own with a database of its own, as the <c>app</c> role, over real HTTP. A class fixture:
/// every test class gets one.
/// </summary>
public class NiagaApp : IAsyncLifetime
{
    private readonly NiagaApp? first;
    private readonly string dataFolder;
    private WebApplication app = null!;

    public NiagaApp() => (dataFolder, Canaries) = (Directory.CreateTempSubdirectory("niaga-test-").FullName, new());

    private NiagaApp(NiagaApp first) => (this.first, dataFolder, Canaries) = (first, first.dataFolder, first.Canaries);

    /// <summary>Root address, such as http://localhost:40001.</summary>
    public string Address { get; private set; } = "";

    public IServiceProvider Services => app.Services;

    internal WebApplication Site => app;

    internal string Database { get; private set; } = "";

    internal string DataFolder => dataFolder;

    /// <summary>Personal values of this app's people, and what was said where none of them may be.</summary>
    internal Canaries Canaries { get; }

    /// <summary>More configuration, as <c>--Section:Key=value</c>.</summary>
    protected virtual string[] Configuration => [];

    /// <summary>Manifests of a test's own beside the real ones.</summary>
    protected virtual IEnumerable<Manifest> MoreManifests => first?.MoreManifests ?? [];

    /// <summary>Whether values that do not open are told of, as in production.</summary>
    protected virtual bool TellsUnreadable => false;

    /// <summary>Puts a test's own services in place of what touches the outside, on every node.</summary>
    protected virtual void Replace(IServiceCollection services) { }

    private void ReplaceAll(IServiceCollection services)
    {
        // What a day's schedules do would come between a test and its counts, in the hour after each.
        services.Remove(services.Single(s => s.ImplementationType == typeof(SchedulerLoop)));
        Canaries.Listen(services);
        // Rows that a test makes up do not open, and telling of it writes.
        if (!(first ?? this).TellsUnreadable)
            services.Remove(services.Single(s => s.ImplementationType == typeof(UnreadableWatch)));
        (first ?? this).Replace(services);
    }

    /// <summary>The database it runs on; its own, and dropped when it ends.</summary>
    protected virtual Task<string> MakeDatabase() => TestServer.Clone();

    /// <summary>A connection string of one role on it.</summary>
    protected internal virtual string As(string role) => first?.As(role) ?? TestServer.As(role, Database);

    /// <summary>Takes the database away.</summary>
    protected virtual Task DropDatabase() => TestServer.Drop(Database);

    /// <summary>Another node of the same deployment: same database, same keys, caches of its own.</summary>
    public async Task<NiagaApp> AnotherNode()
    {
        var node = new NiagaApp(this);
        await node.InitializeAsync();
        return node;
    }

    public virtual async ValueTask InitializeAsync()
    {
        Database = first?.Database ?? await MakeDatabase();
        // Tests sign up by the hundred from one address; the limits, the response interval and the cost of a hash have tests of their own.
        app = Website.Build(
            new([.. Modules.Find().Manifests, .. MoreManifests]),
            () => As("niaga_app") + ";Maximum Pool Size=60;Timeout=90",
            dataFolder,
            "http://127.0.0.1:0",
            [
                "--Attempts:PerAddress=100000",
                "--Attempts:PerNetworkAddress=100000",
                "--Attempts:LookUpsPerNetworkAddress=100000",
                "--Attempts:QuestionsPerNetworkAddress=100000",
                "--Attempts:ResponseInterval=00:00:00",
                "--Passwords:Iterations=1000",
                "--RateLimits:PerKeyPerMinute=1000000",
                "--RateLimits:PerBusinessPerMinute=1000000",
                .. (first ?? this).Configuration,
            ],
            ReplaceAll
        );
        await app.StartAsync();
        Address = app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal).TrimEnd('/');
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        GC.SuppressFinalize(this);
        if (first is not null)
            return;

        NpgsqlConnection.ClearAllPools();
        var told = await Canaries.Told(As("postgres"));
        await DropDatabase();
        Directory.Delete(dataFolder, recursive: true);
        if (told.Count > 0)
            throw new InvalidOperationException("Personal values are told where none may be:\n" + string.Join('\n', told));
    }

    /// <summary>Encrypts what a test wrote plainly, as the start of a version that encrypts does.</summary>
    public Task SealPlainRows() =>
        Services.GetServices<IHostedService>().OfType<Niaga.Platform.Upgrades.PlainRowSealer>().Single().StartAsync(CancellationToken.None);

    /// <summary>A connection as one role; nothing set on it.</summary>
    public async Task<NpgsqlConnection> Connect(string role = "niaga_app")
    {
        var connection = new NpgsqlConnection(As(role));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A business and its owner, through the real sign-up.</summary>
    /// <param name="slug">Its address; a fresh one when null.</param>
    /// <param name="industry">Its industry.</param>
    public async Task<TestBusiness> SignUp(string? slug = null, string industry = "retail.grocery")
    {
        slug ??= "kedai-" + Guid.NewGuid().ToString("N")[..12];
        var email = $"owner@{slug}.my";
        Canaries.Watch(email);
        await using var scope = Services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        var tenant = TenantId.New();
        caller.Enter(tenant, null, []);
        var outcome = await Niaga.Identity.Accounts.SignUp.Do(
            scope.ServiceProvider.GetRequiredService<UseCaseRunner>(),
            new($"Kedai {slug}", slug, industry, "10", "Siti Owner", email, TestBusiness.Password, true, "en"),
            CancellationToken.None
        );
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException($"Sign-up refused: {string.Join(", ", refusal.All.Select(r => r.Code))}");

        return new(this, tenant, new(outcome.Value.Person), slug, email);
    }

    /// <summary>A business with every page there is: every module, not only those of its trade, and a second place.</summary>
    public async Task<TestBusiness> SignUpForEveryPage()
    {
        var business = await SignUp();
        await using var admin = await RowMaker.Connect(Database);
        await admin.Run($"SELECT set_config('app.tenant_id', '{business.Tenant}', false), set_config('app.branches', '*', false)");
        foreach (var entitlement in Services.GetRequiredService<ModuleCatalog>().Manifests.Select(m => m.Entitlement?.Key).OfType<string>())
        {
            await admin.Run(
                $"""
                INSERT INTO platform.entitlements (tenant_id, key, granted_at) VALUES ('{business.Tenant}', '{entitlement}', now())
                ON CONFLICT DO NOTHING
                """
            );
        }
        await admin.Run(
            $"""
            INSERT INTO trade.branches (tenant_id, branch_id, place, name, name_key, created_at, updated_at)
            VALUES ('{business.Tenant}', gen_random_uuid(), 2, 'Cawangan Ipoh Garden South', 'cawangan ipoh garden south', now(), now())
            """
        );
        return business;
    }

    /// <summary>A client without anybody signed in; redirects are not followed.</summary>
    public HttpClient NewClient() => new(Canaries.Hears(Handler())) { BaseAddress = new(Address) };

    /// <summary>
    /// One that asks before it sends waits for the answer however long: sending regardless, as is usual after a second, loses the
    /// refusal with the connection.
    /// </summary>
    internal static SocketsHttpHandler Handler() =>
        new() { AllowAutoRedirect = false, Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
}

/// <summary>A business made by a test.</summary>
public sealed class TestBusiness(NiagaApp app, TenantId tenant, PersonId owner, string slug, string email)
{
    public const string Password = "a long test password";

    public TenantId Tenant { get; } = tenant;

    public PersonId Owner { get; } = owner;

    public string Slug { get; } = slug;

    public string Email { get; } = email;

    /// <summary>A client with a bearer token of the owner.</summary>
    public async Task<HttpClient> Client()
    {
        var client = app.NewClient();
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email = Email,
                password = Password,
                business = Slug,
                name = "test",
            }
        );
        answer.EnsureSuccessStatusCode();
        var issued = await answer.Content.ReadFromJsonAsync<Dictionary<string, object>>();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issued!["key"].ToString());
        return client;
    }

    /// <summary>Its owner's browser, in English: pages and files, by paths within the business such as <c>products?q=milo</c>.</summary>
    public async Task<HttpClient> Browser()
    {
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, Owner, now, now);
        var handler = NiagaApp.Handler();
        handler.UseCookies = false;
        var browser = new HttpClient(app.Canaries.Hears(handler)) { BaseAddress = new($"{app.Address}/{Slug}/") };
        browser.DefaultRequestHeaders.Add("Cookie", $"{cookie}; niaga.lang=en");
        return browser;
    }

    /// <summary>A scope in which the owner acts, with all their rights: for use cases and sessions.</summary>
    public AsyncServiceScope Act()
    {
        var scope = app.Services.CreateAsyncScope();
        var modules = scope.ServiceProvider.GetRequiredService<ModuleCatalog>();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(
            Tenant,
            Niaga.Platform.Values.Slug.Parse(Slug),
            [.. modules.Manifests.Where(m => m.Entitlement is not null).Select(m => m.Entitlement!.Key)]
        );
        caller.Identify(Owner, modules.PermissionsOf("owner"));
        return scope;
    }

    /// <summary>How a statement gives an encrypted value to <see cref="AskOpened"/>.</summary>
    /// <param name="column">Schema, table and column.</param>
    /// <param name="value">SQL of the value.</param>
    /// <param name="row">SQL of its row's id.</param>
    public static string Closed(string column, string value, string row) =>
        $"'⟦{column}|' || {row} || '|' || encode({value}, 'hex') || '⟧'";

    /// <summary>As <see cref="Ask{T}"/>, with what <see cref="Closed"/> gave opened by the business's key.</summary>
    public async Task<string> AskOpened(string sql)
    {
        var cipher = await app.Services.GetRequiredService<TenantKeys>().Of(Tenant, CancellationToken.None);
        return Regex.Replace(
            await Ask<string>(sql),
            @"⟦(\w+\.\w+)\.(\w+)\|([0-9a-f-]+)\|([0-9a-f]*)⟧",
            m =>
                cipher.Open(
                    new(m.Groups[1].Value, m.Groups[2].Value),
                    Guid.Parse(m.Groups[3].Value).ToString("N"),
                    Convert.FromHexString(m.Groups[4].Value)
                )
                    is { } bytes
                    ? System.Text.Encoding.UTF8.GetString(bytes)
                    : "(does not open)"
        );
    }

    /// <summary>SQL as <c>app</c>, behind this business's lock, outside any use case: for looking at what a test did.</summary>
    public async Task<T> Ask<T>(string sql)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = Tenant.ToString() } } },
                new(sql),
            },
        };
        await using var rows = await batch.ExecuteReaderAsync();
        await rows.NextResultAsync();
        await rows.ReadAsync();
        return await rows.GetFieldValueAsync<T>(0);
    }
}
