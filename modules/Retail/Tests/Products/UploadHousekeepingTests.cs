using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Niaga.Imports;
using Niaga.Platform.Data;
using Niaga.Platform.Work;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>A file that was uploaded and never imported goes after a day; an import that ran stays.</summary>
public sealed class UploadHousekeepingTests(UploadHousekeepingTests.App app) : IClassFixture<UploadHousekeepingTests.App>
{
    private const string Path = "/api/v1/product-imports";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_that_nobody_started_goes_after_a_day()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Upload(client);
        var started = await Upload(client);
        using var start = await client.PostAsJsonAsync($"{Path}/{started}/start", new { mode = "valid-rows" }, Cancel);
        start.EnsureSuccessStatusCode();
        app.Clock.Pass(TimeSpan.FromHours(23));
        await Sweep(shop);
        (await shop.Ask<long>("SELECT count(*) FROM imports.imports")).ShouldBe(2);

        app.Clock.Pass(TimeSpan.FromHours(2));
        var fresh = await Upload(client);
        await Sweep(shop);

        (await shop.Ask<Guid[]>("SELECT array_agg(import_id ORDER BY import_id) FROM imports.imports")).ShouldBe(
            [started, fresh],
            ignoreOrder: true
        );
        (
            await shop.Ask<long>(
                "SELECT count(*) FROM platform.files f WHERE NOT EXISTS (SELECT FROM imports.imports i WHERE i.file_id = f.file_id)"
            )
        ).ShouldBe(0);
    }

    private static async Task<Guid> Upload(HttpClient client)
    {
        using var content = new ByteArrayContent("name,price\nKopi,2\n"u8.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("text/csv") },
        };
        using var made = await client.PostAsync(Path, content, Cancel);
        return (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    private static async Task Sweep(TestBusiness shop)
    {
        await using var scope = shop.Act();
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(Cancel);
        await ActivatorUtilities
            .CreateInstance<ImportHousekeeping>(scope.ServiceProvider)
            .Handle(new WorkItem(Guid.NewGuid(), ImportHousekeeping.WorkKind, 1, "{}"), Cancel);
        await session.Commit(Cancel);
    }

    public sealed class App : NiagaApp
    {
        public AdjustableClock Clock { get; } = new();

        protected override void Replace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }
}
