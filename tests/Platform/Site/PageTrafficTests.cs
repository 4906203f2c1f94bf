using Niaga.Bench;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>What pages may ask of the database, once the caches of frame and sign-in are warm.</summary>
public sealed class PageTrafficTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const int MostStatements = 6;
    private const int MostSerial = 2;

    [Fact]
    public async Task No_page_asks_much_nor_more_when_there_is_more()
    {
        var pages = await EveryPage.Of(app);
        using var client = app.AccountSteps();
        using var traffic = new Traffic();
        var complaints = new List<string>();
        foreach (var place in pages.Places)
        {
            var sent = await Warm(pages, client, traffic, place.Address);
            TestContext.Current.SendDiagnosticMessage($"{place.Address}: {sent.Statements} statements, {sent.RoundTrips} round trips, {sent.Serial} serial");
            if (sent.Statements > MostStatements || sent.Serial > MostSerial)
                complaints.Add($"{place.Address}: {sent.Statements} statements, {sent.Serial} in turn:\n{string.Join("\n", sent.Texts)}");
        }
        complaints.ShouldBeEmpty();
    }

    private static async Task<Traffic.Sent> Warm(EveryPage pages, HttpClient client, Traffic traffic, string address)
    {
        using (await pages.Get(client, address)) { }
        using (await pages.Get(client, address, traffic.Begin())) { }
        return traffic.End();
    }
}
