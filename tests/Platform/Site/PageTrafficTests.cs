using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>
/// What pages may ask of the database, once the caches of access and frame are warm. Round trips are counted, not timed: what is asked side
/// by side goes out together, so each batch waited for the one before.
/// </summary>
public sealed class PageTrafficTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const int MostStatements = 6;
    private const int MostRoundTrips = 2;

    [Fact]
    public async Task No_page_asks_much_nor_more_when_there_is_more()
    {
        var pages = await EveryPage.Of(app);
        await using var admin = await RowMaker.Connect(app.Database);
        var rows = new RowMaker(await Catalog.Read(admin), admin);
        using var client = app.NewClient();
        using var traffic = new Traffic();
        var few = await Ask(pages, client, traffic, before: null);

        await rows.Multiply(pages.Shop.Tenant.Value, pages.Person);
        await app.SealPlainRows();
        await JoinOthers(admin, pages.Person);
        var many = await Ask(pages, client, traffic, few);

        var complaints = many.Where(p => p.Value.Sent.Statements > MostAsked(p.Key) || p.Value.Sent.RoundTrips > Most(p.Key))
            .Select(p => Describe(p.Key, p.Value.Sent))
            .Concat(
                many.Where(p =>
                        p.Value.Sent.Statements > few[p.Key].Sent.Statements || p.Value.Sent.RoundTrips > few[p.Key].Sent.RoundTrips
                    )
                    .Select(p => $"with few rows {Describe("", few[p.Key].Sent)}\nwith many {Describe(p.Key, p.Value.Sent)}")
            )
            .ToList();
        complaints.ShouldBeEmpty();
        // What a trigger alone writes; JoinOthers fills it.
        rows.Unmultiplied.ShouldAllBe(t => t.StartsWith("platform.businesses_of_person:"));
        many.Count(p => p.Value.Status == 200).ShouldBeGreaterThan(60);
        many.Count(p => p.Value.Sent.RoundTrips > 0).ShouldBeGreaterThan(25);
    }

    private static async Task<Dictionary<string, (Traffic.Sent Sent, int Status)>> Ask(
        EveryPage pages,
        HttpClient client,
        Traffic traffic,
        Dictionary<string, (Traffic.Sent Sent, int Status)>? before
    )
    {
        var sent = new Dictionary<string, (Traffic.Sent Sent, int)>();
        foreach (var place in pages.Places)
        {
            // The least of a few: a cache may be told to forget between any two, as by the news of many new rows. What the frame
            // remembers shows that it was, and what the page asked before.
            var forgot = false;
            for (var turn = 0; turn < 4 || (forgot && turn < 40); turn++)
            {
                using var answer = await pages.Get(client, place.Address, traffic.Begin());
                var now = traffic.End();
                if (turn == 0 || now.Statements < sent[place.Address].Sent.Statements)
                    sent[place.Address] = (now, (int)answer.StatusCode);
                var least = sent[place.Address].Sent;
                forgot =
                    least.Texts.Any(t => t.Contains("FROM trade.branches", StringComparison.Ordinal))
                    || least.Statements > MostAsked(place.Address)
                    || (before is not null && least.Statements > before[place.Address].Sent.Statements);
            }
        }
        return sent;
    }

    /// <summary>Nine further businesses of the same person.</summary>
    private async Task JoinOthers(NpgsqlConnection admin, Guid person)
    {
        for (var i = 0; i < 9; i++)
        {
            var other = await app.SignUp();
            await admin.Run(
                $"""
                INSERT INTO platform.memberships (tenant_id, person_id, role, status, joined_at)
                VALUES ('{other.Tenant}', '{person}', 'owner', 'active', now())
                """
            );
        }
    }

    /// <summary>
    /// A preview reads the import, its file, and then what its columns are compared with. Whoever shows customers writes down that it
    /// does before it opens them, and their list reads all names before it knows who stands on its page.
    /// </summary>
    private static int Most(string address) =>
        address.Contains("/imports/", StringComparison.Ordinal) ? 6
        : IsShowing(address) ? MostRoundTrips + 2
        : MostRoundTrips;

    /// <summary>Two statements write down who is shown, for each kind of reading on the page.</summary>
    private static int MostAsked(string address) => IsShowing(address) ? MostStatements + 4 : MostStatements;

    private static bool IsShowing(string address) => Showing.Any(part => address.Contains(part, StringComparison.Ordinal));

    private static readonly string[] Showing = ["/customers", "/sales", "/r/", "/reports/retail-sales-by-customer"];

    private static string Describe(string address, Traffic.Sent sent) =>
        $"{address}: {sent.Statements} statements in {sent.RoundTrips} round trips:\n{string.Join("\n", sent.Texts)}";
}
