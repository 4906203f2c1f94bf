using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Work;

/// <summary>One node alone: nobody else could do what a long job holds up.</summary>
public sealed class LongJobTests(WorkApp app) : IClassFixture<WorkApp>
{
    [Fact]
    public async Task A_long_job_of_one_business_does_not_hold_up_another()
    {
        var (slow, quick) = (await app.SignUp(), await app.SignUp());
        await Write(slow, new(TestModule.Slow, ["long job"]));
        try
        {
            await Until.True(async () => await slow.Ask<int>("SELECT attempts FROM platform.work_items") == 1, "the long job has begun");
            await Write(quick, new(TestModule.Note, ["quick"]));
            await Until.True(() => Ran(quick, "quick"), "the quick item has run while the long one runs", 5);
            await Write(quick, new(TestModule.Note, ["quick again"]));
            await Until.True(() => Ran(quick, "quick again"), "the next one too", 5);
        }
        finally
        {
            WorkProbe.Gate("long job").SetResult();
        }
        // It says that it ran before its transaction commits.
        await Until.True(
            async () => await slow.Ask<long>("SELECT count(*) FROM trade.number_counters WHERE series = 'long job' AND last = 1") == 1,
            "what the long job wrote is there"
        );
        Ran(slow, "long job").ShouldBeTrue();
    }

    private static bool Ran(TestBusiness shop, string word) => WorkProbe.Done.Contains((shop.Tenant.Value, word));

    private static async Task Write(TestBusiness shop, WriteWork.Input input)
    {
        await using var scope = shop.Act();
        await WriteWork.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), input, CancellationToken.None);
    }
}
