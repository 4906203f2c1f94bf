using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Niaga.Pictures;
using Niaga.Platform.Files;
using Niaga.Platform.Keeping;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Sales;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Products;

/// <summary>A business keeps no more than its deployment lets it, however many send at once; what is removed makes room.</summary>
public sealed class PictureQuotaTests(PictureQuotaTests.App app) : IClassFixture<PictureQuotaTests.App>
{
    private const long Quota = 1024 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uploads_at_once_stay_within_the_quota_and_removing_one_makes_room()
    {
        using var shop = await Shop.Open(app);
        var products = new List<Guid>();
        for (var i = 0; i < 10; i++)
            products.Add(await shop.Product($"Kopi {i}", "5.00"));
        // Unpacked beforehand, so that the transactions meet.
        var pictures = new List<ReadPicture>();
        var reader = app.Services.GetRequiredService<PictureReader>();
        for (var i = 0; i < products.Count; i++)
            pictures.Add((await reader.Read(new MemoryStream(PictureSamples.Noise(i, 600)), null, Cancel)).Value);
        pictures.Sum(p => p.Large.Length).ShouldBeGreaterThan((int)Quota);

        var outcomes = await Task.WhenAll(products.Select((product, i) => Add(product, pictures[i])));

        var kept = await shop.Business.Ask<decimal>("SELECT sum(size) FROM platform.files");
        kept.ShouldBeLessThanOrEqualTo(Quota);
        kept.ShouldBeGreaterThan(Quota / 2);
        outcomes.Where(o => o is not null).Distinct().ShouldBe(["platform.storage_full"]);

        var (full, filled) = (Array.IndexOf(outcomes, "platform.storage_full"), Array.IndexOf(outcomes, null));
        var removed = (await PictureSamples.List(shop.Client, products[filled]))[0].Id;
        using (var answer = await shop.Client.DeleteAsync($"/api/v1/products/{products[filled]}/pictures/{removed}", Cancel))
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Add(products[full], pictures[full])).ShouldBeNull();
        using (var back = await shop.Client.PostAsync($"/api/v1/products/{products[filled]}/pictures/{removed}/restore", null, Cancel))
            (await PictureSamples.CodeOf(back)).ShouldBe("platform.storage_full");

        async Task<string?> Add(Guid product, ReadPicture picture)
        {
            await using var scope = shop.Business.Act();
            var runner = scope.ServiceProvider.GetRequiredService<Niaga.Platform.UseCases.UseCaseRunner>();
            return (await Retail.Products.ChangeProductPictures.Do(runner, new PictureChange.Add(product, picture), Cancel)).Refusal?.Code;
        }
    }

    [Fact]
    public async Task What_was_removed_is_forgotten_with_its_files_when_its_time_in_the_bin_is_over()
    {
        using var shop = await Shop.Open(app);
        var kopi = await shop.Product("Kopi", "5.00");
        var id = await PictureSamples.Add(shop.Client, kopi, PictureSamples.Halves());
        (await shop.Client.DeleteAsync($"/api/v1/products/{kopi}/pictures/{id}", Cancel)).Dispose();
        await Sweep();
        (await shop.Business.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(3);

        app.Clock.Pass(TimeSpan.FromDays(91));
        await Sweep();
        (await shop.Business.Ask<long>("SELECT count(*) FROM platform.files")).ShouldBe(0);
        (await shop.Business.Ask<long>("SELECT count(*) FROM pictures.pictures")).ShouldBe(0);

        async Task Sweep()
        {
            var today = MalaysianTime.Day(app.Clock.GetUtcNow());
            await app.Services.GetRequiredService<Purge>().Work(shop.Business.Tenant, today, int.MaxValue, Cancel);
        }
    }

    public sealed class App : NiagaApp
    {
        internal AdjustableClock Clock { get; } = new();

        protected override string[] Configuration => ["--Files:MegabytesPerBusiness=1"];

        protected override void Replace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }
}
