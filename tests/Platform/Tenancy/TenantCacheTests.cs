using Niaga.Platform.Data;
using Niaga.Platform.Values;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Tenancy;

public sealed class TenantCacheTests
{
    [Fact]
    public async Task Whoever_names_ever_new_places_fills_no_memory()
    {
        using var cache = new TenantCache();
        cache.Listening(true);
        var (tenant, reads) = (TenantId.New(), 0);
        for (var i = 0; i < TenantCache.MostKept + 50; i++)
            await Ask($"{{{i}}}");

        reads = 0;
        await Ask("{0}");
        reads.ShouldBe(0, "what was asked first is still remembered");
        await Ask($"{{{TenantCache.MostKept + 49}}}");
        reads.ShouldBe(1, "what came above the bound is read each time");

        Task<string> Ask(string branches) =>
            cache
                .Get(
                    new(tenant, branches),
                    () =>
                    {
                        reads++;
                        return Task.FromResult("kept");
                    }
                )
                .AsTask();
    }
}
