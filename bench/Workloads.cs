using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Niaga.Bench.Ceiling;
using Niaga.Host;
using Niaga.Host.Database;
using Niaga.Identity.SignIn;
using Niaga.Platform.Modules;
using Npgsql;

namespace Niaga.Bench;

/// <summary>Starts the real site and the ceiling beside it, loads them in turn, and prints what both answered.</summary>
internal static class Workloads
{
    private const int Connections = 16;

    /// <summary>What needs neither the many businesses nor the ceiling.</summary>
    private static readonly string[] Apart = ["pages", "import", "search", "personal", "find", "purge", "reports", "archive"];

    public static async Task<int> Run(string[] args)
    {
        if (Options.Read(args) is not { } options)
        {
            await Console.Error.WriteLineAsync("Options: --only=NAME,NAME --rounds=3 --seconds=5 --warm=10. Names are in docs/bench.md.");
            return 2;
        }
        var root = Directory.GetCurrentDirectory();
        await using var server = Environment.GetEnvironmentVariable("NIAGA_DATABASE") is { Length: > 0 }
            ? null
            : await EmbeddedPostgres.Start(root, Path.Combine(root, ".niaga", "bench"), passing: false, CancellationToken.None);
        var administrator = server?.AdminConnectionString ?? Environment.GetEnvironmentVariable("NIAGA_DATABASE")!;
        // What borrows the tests' site is measured on the durable server too, not on theirs, which never waits for the disk.
        Environment.SetEnvironmentVariable("NIAGA_TEST_DATABASE", administrator);
        if (options.Only.Length == 0 || options.Only.Contains("pages"))
            await PageCosts.Print(options.Warm * 3, options.Seconds / 5);
        if (options.Only.Length == 0 || options.Only.Contains("import"))
            await ImportCosts.Print();
        if (options.Only.Length == 0 || options.Only.Contains("search"))
            await SearchCosts.Print(options.Seconds);
        if (options.Only.Length == 0 || options.Only.Contains("personal"))
            await PersonalCosts.Print(options.Seconds);
        if (options.Only.Length == 0 || options.Only.Contains("find"))
            await FindCosts.Print(options.Seconds / 2);
        if (options.Only.Length == 0 || options.Only.Contains("purge"))
            await PurgeCosts.Print(options.Seconds);
        if (options.Only.Length == 0 || options.Only.Contains("reports"))
            await ReportCosts.Print(options.Seconds);
        if (options.Only.Length == 0 || options.Only.Contains("archive"))
            await ArchiveCosts.Print();
        if (options.Only.Length > 0 && options.Only.All(Apart.Contains))
            return 0;

        var modules = Modules.Find();
        var connections = await Bootstrap.Prepare(administrator, Database(modules), CancellationToken.None);
        await new Migrator(modules, connections.Migrator).Migrate(CancellationToken.None);
        await using (var filling = NpgsqlDataSource.Create(connections.App))
            await new BenchData(filling).Fill();
        await using var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(administrator) { Database = Database(modules) });
        await Run(admin, "VACUUM (ANALYZE)");

        await using var site = Website.Build(
            new([.. modules.Manifests, OpenProductList.Manifest]),
            () => connections.App,
            Path.Combine(root, ".niaga", "bench-site"),
            "http://127.0.0.1:0",
            // Counted as ever, but never full: it is the speed that is measured, not the limit.
            ["--RateLimits:PerKeyPerMinute=1000000000", "--RateLimits:PerBusinessPerMinute=1000000000"]
        );
        await site.StartAsync();
        var sitePort = new Uri(site.Urls.First()).Port;
        await using var ceiling = await StartCeiling(connections.App);
        var ceilingPort = new Uri(ceiling.Urls.First()).Port;
        if (await Ask(sitePort, "/api/v1/products", 0) != await Ask(ceilingPort, "/api/v1/products", 0))
            throw new InvalidOperationException("The ceiling does not answer the same bytes as the API.");

        if (await Ask(sitePort, "/api/v1/products", 0) != await Ask(sitePort, OpenProductList.Path, 0))
            throw new InvalidOperationException("The open list does not answer the same bytes as the API.");

        await using var seen = NpgsqlDataSource.Create(connections.App);
        var rounds = new Rounds(sitePort, ceilingPort, Connections, options, await DatabaseCpu.Find(seen));
        Rounds.Head();
        var few = Requests("GET", "/api/v1/products", BenchData.BigShops);
        await rounds.Measure("list", "product list, 100 businesses", few, few);
        var open = Enumerable
            .Range(0, BenchData.BigShops)
            .Select(shop =>
                $"GET {OpenProductList.Path} HTTP/1.1\r\nHost: localhost\r\n{OpenProductList.Header}: "
                + $"{BenchData.Shop(shop).Value:N}\r\n\r\n"
            )
            .ToArray();
        await rounds.Measure("access", "product list; its ceiling here is the same list with access not asked", few, open, sitePort);
        var many = Requests("GET", "/api/v1/products", BenchData.AllShops);
        await rounds.Measure("many", "product list, 10 000 businesses", many, many);
        await rounds.Measure("business", "business settings (one row)", Requests("GET", "/api/v1/business", BenchData.BigShops), null);
        var sales = Enumerable.Range(0, 2000).Select(Sale).ToArray();
        // The first sales are looked up in tables that were empty when their queries were planned, until autovacuum comes by.
        await rounds.Measure("sale", "sale of three lines, cash", sales, sales, settled: () => Run(admin, "ANALYZE"));
        await rounds.Measure("page", "product list as a page", await Pages(site, sitePort, _ => "products"), few);
        await rounds.Measure("dashboard", "dashboard", await Pages(site, sitePort, _ => ""), few);
        await rounds.Measure(
            "form",
            "form of a product",
            await Pages(site, sitePort, shop => $"products/{BenchData.Product(shop, 0)}/edit"),
            few
        );
        await rounds.Measure("fields", "list with custom fields", await Pages(site, sitePort, _ => "products", BenchData.BigShops), few);
        await rounds.Measure(
            "fields",
            "list sorted by a custom field and narrowed by another",
            await Pages(site, sitePort, _ => "products?sort=-field.weight&field.halal=true", BenchData.BigShops),
            few
        );
        rounds.Foot();
        await site.StopAsync();
        await ceiling.StopAsync();
        return 0;
    }

    /// <summary>Named after the schema's migrations: another schema fills another database.</summary>
    private static string Database(ModuleCatalog modules)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var (assembly, name) in modules.Assemblies.SelectMany(a =>
                a.GetManifestResourceNames()
                    .Where(n => n.EndsWith(".sql", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .Select(n => (a, n))
            )
        )
        {
            using var script = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[script.Length];
            script.ReadExactly(bytes);
            hash.AppendData(bytes);
        }
        return "niaga_bench_" + Convert.ToHexStringLower(hash.GetHashAndReset())[..8];
    }

    private static async Task<WebApplication> StartCeiling(string connection)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.AddServerHeader = false);
        // As the site's own pool.
        var app = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection)
            {
                MaxAutoPrepare = 200,
                AutoPrepareMinUsages = 2,
                NoResetOnClose = true,
            }.ConnectionString
        );
        builder.Services.AddSingleton(app);
        var ceiling = builder.Build();
        ceiling.MapGet("/api/v1/products", (RequestDelegate)new RawProductList(app).Get);
        ceiling.MapPost("/api/v1/sales", (RequestDelegate)new RawSale(app).Post);
        await ceiling.StartAsync();
        return ceiling;
    }

    private static string[] Requests(string method, string path, int shops) =>
        [
            .. Enumerable
                .Range(0, shops)
                .Select(shop => $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {BenchData.Key(shop).Text}\r\n\r\n"),
        ];

    private static string Sale(int n)
    {
        // Three of the stocked products, another three each time, spread over the shops.
        var shop = n % BenchData.BigShops;
        var lines = Enumerable
            .Range(0, 3)
            .Select(i => $$"""{"productId":"{{BenchData.Product(shop, (n * 3 + i * 17) % BenchData.Stocked)}}","quantity":"{{1 + i}}"}""");
        var body = $$"""{"lines":[{{string.Join(',', lines)}}],"payments":[{"method":"cash","amount":"1000.00"}]}""";
        return $"POST /api/v1/sales HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {BenchData.Key(shop).Text}\r\nContent-Type: "
            + $"application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
    }

    /// <summary>A page of each shop, with the cookie of its owner.</summary>
    private static async Task<string[]> Pages(WebApplication site, int port, Func<int, string> path, int first = 0)
    {
        var format = site
            .Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme)
            .TicketDataFormat;
        var requests = Enumerable
            .Range(first, BenchData.BigShops)
            .Select(shop =>
            {
                var identity = new ClaimsIdentity(
                    [
                        new(ClaimTypes.NameIdentifier, BenchData.Owner(shop).ToString()),
                        new(SessionCookie.SessionClaim, BenchData.Owner(shop).ToString()),
                    ],
                    IdentityConstants.ApplicationScheme
                );
                var ticket = new AuthenticationTicket(
                    new(identity),
                    new() { IssuedUtc = TimeProvider.System.GetUtcNow(), ExpiresUtc = TimeProvider.System.GetUtcNow().AddDays(1) },
                    IdentityConstants.ApplicationScheme
                );
                return $"GET /{BenchData.Slug(shop)}/{path(shop)} HTTP/1.1\r\nHost: localhost\r\nCookie: "
                    + $"niaga.person={format.Protect(ticket)}; niaga.lang=en\r\n\r\n";
            })
            .ToArray();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        for (var shop = 0; shop < requests.Length; shop++)
        {
            var cookie = requests[shop].Split("Cookie: ")[1].Split("\r\n")[0];
            var address = $"http://localhost:{port}/{BenchData.Slug(first + shop)}/{path(first + shop)}";
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Cookie", cookie);
            using var answer = await client.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            // The cookie every later page is asked for with; a page without a form sets none.
            if (
                answer.Headers.TryGetValues("Set-Cookie", out var set)
                && set.SingleOrDefault(c => c.StartsWith("niaga.forgery", StringComparison.Ordinal)) is { } forgery
            )
                requests[shop] = requests[shop].Replace(cookie, cookie + "; " + forgery.Split(';')[0], StringComparison.Ordinal);
        }
        return requests;
    }

    private static async Task<string> Ask(int port, string path, int shop)
    {
        using var client = new HttpClient();
        if (path == OpenProductList.Path)
            client.DefaultRequestHeaders.Add(OpenProductList.Header, BenchData.Shop(shop).Value.ToString("N"));
        else
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BenchData.Key(shop).Text);
        return await client.GetStringAsync($"http://127.0.0.1:{port}{path}");
    }

    private static async Task Run(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    /// <param name="Only">Workloads by name; all when empty.</param>
    /// <param name="Rounds">Turns of each side.</param>
    /// <param name="Seconds">Length of a turn.</param>
    /// <param name="Warm">Seconds of load before the first turn.</param>
    internal sealed record Options(string[] Only, int Rounds, double Seconds, double Warm)
    {
        private static readonly string[] Known = ["--only", "--rounds", "--seconds", "--warm"];

        /// <summary>Null for what it does not know: a whole run takes a quarter of an hour.</summary>
        public static Options? Read(string[] args)
        {
            if (!Array.TrueForAll(args, a => Array.Exists(Known, k => a.StartsWith(k + "=", StringComparison.Ordinal))))
                return null;

            string? Value(string name) =>
                args.FirstOrDefault(a => a.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
            return new(
                Value("--only")?.Split(',') ?? [],
                int.Parse(Value("--rounds") ?? "3", CultureInfo.InvariantCulture),
                double.Parse(Value("--seconds") ?? "5", CultureInfo.InvariantCulture),
                double.Parse(Value("--warm") ?? "10", CultureInfo.InvariantCulture)
            );
        }
    }
}
