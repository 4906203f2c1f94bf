using System.Net;
using System.Net.Http.Json;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Sales.Documents;

/// <summary>Which place of the business a sale's papers name, and where they say it is.</summary>
public sealed class PaperPlaceTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Long = "Cawangan Pasar Seni & Dataran Merdeka 吉隆坡茨厂街分行 கிள்ளான் கிளை";
    private const string Street = "Lot 3.14, Tingkat 3, Kompleks Membeli-belah Dataran Nusantara Perdana, Jalan Tun Tan Cheng Lock";
    private const string Phone = "03-2031 8899";
    private const string HeadOffice = "12, Jalan Meru Indah";
    private static readonly string[] Formats = ["a4", "80mm", "58mm"];
    private static readonly string[] Languages = ["en", "ms"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_paper_of_a_sale_at_the_second_place_says_so_whoever_reads_it_and_those_of_the_first_stay_as_they_were()
    {
        Long.Length.ShouldBeGreaterThanOrEqualTo(60);
        using var shop = await Shop.Open(app);
        await Business(shop, $"address_line1 = '{HeadOffice}', postcode = '41050', town = 'Klang', state = '10', phone = '+60333441234'");
        var kopi = await shop.Product("Kopi", "5");
        var first = await shop.Business.Ask<Guid>("SELECT branch_id FROM trade.branches");
        var second = await shop.Business.AddPlace(
            new(Long, AddressLine1: Street, Postcode: "50000", Town: "Kuala Lumpur", State: "14", Phone: Phone)
        );
        var here = (await shop.Sell([(kopi, "2", null)], [("cash", "10")], branch: first)).ShouldBeSold();
        var there = (await shop.Sell([(kopi, "2", null)], [("cash", "10")], branch: second)).ShouldBeSold();
        foreach (var sold in (Answer[])[here, there])
            (await shop.Client.Refund(sold["id"], (1, "1", false))).Status.ShouldBe(201);

        // Whoever works there alone, and may not look at what was sold at the first.
        var (clerk, person) = await app.Member(shop, "manager");
        using var open = clerk;
        await Tell(shop, $"UPDATE platform.memberships SET branches = ARRAY['{second}'::uuid] WHERE person_id = '{person}'");
        (await clerk.GetAsync($"api/v1/sales/{here["id"]}/receipt", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await clerk.GetStringAsync($"sales/{there["id"]}", Cancel)).ShouldContain("Pasar Seni");
        using var visitor = app.NewClient();
        var own = $"/{shop.Business.Slug}/";

        foreach (var language in Languages)
        {
            foreach (var format in Formats)
            {
                var file = $"receipt?format={format}&language={language}";
                var page = Read(await clerk.GetByteArrayAsync($"api/v1/sales/{there["id"]}/{file}", Cancel), There);
                // The business is still who sold.
                page.ShouldSay("Kedai " + shop.Business.Slug);
                page = Read(
                    await visitor.GetByteArrayAsync($"{own}{there["receiptPath"]}/file?format={format}&language={language}"),
                    There
                );
                page.Text.ShouldNotContain(PaperReading.Bare(HeadOffice));
                // The first is called as the business is: said once.
                page = Read(await shop.Client.GetByteArrayAsync($"/api/v1/sales/{here["id"]}/{file}", Cancel), Here);
                page.Count("Kedai " + shop.Business.Slug).ShouldBe(1);
                page.Text.ShouldNotContain(PaperReading.Bare("Pasar Seni"));
            }
            foreach (var (sale, says, silent) in ((Answer, string[], string)[])[(there, There, HeadOffice), (here, Here, "Pasar Seni")])
            {
                var credit = await shop.Business.Ask<string>($"SELECT public_token FROM retail.reversals WHERE sale_id = '{sale["id"]}'");
                foreach (var path in (string[])[sale["receiptPath"], "c/" + credit])
                {
                    var html = WebUtility.HtmlDecode(await visitor.GetStringAsync($"{own}{path}?lang={language}", Cancel));
                    foreach (var fact in says)
                        html.ShouldContain(fact, customMessage: path);
                    html.ShouldNotContain(silent);
                }
            }
            await Business(shop, "sst_number = 'W10-1808-32000012'");
            using var invoice = await clerk.PostAsJsonAsync($"api/v1/sales/{there["id"]}/tax-invoice?language={language}", new { }, Cancel);
            Read(await invoice.Content.ReadAsByteArrayAsync(Cancel), There).ShouldSay("W10-1808-32000012");
        }

        // As the letterhead, it is what it is when the copy is made; and a place that is closed by now is still where it was sold.
        var before = await shop.Client.GetByteArrayAsync($"/api/v1/sales/{there["id"]}/receipt?format=58mm-escpos", Cancel);
        await shop.Business.ChangePlace(second, new("Klang"));
        await Tell(shop, "UPDATE platform.memberships SET branches = NULL WHERE branches IS NOT NULL");
        await shop.Business.ClosePlace(second);
        var renamed = Read(await shop.Client.GetByteArrayAsync($"/api/v1/sales/{there["id"]}/receipt", Cancel), Here);
        renamed.ShouldSay("Klang").Text.ShouldNotContain(PaperReading.Bare(Long[..20]));
        // Of a place that says nothing of itself, the business's own.
        renamed.ShouldSay(HeadOffice);
        var after = await shop.Client.GetByteArrayAsync($"/api/v1/sales/{there["id"]}/receipt?format=58mm-escpos", Cancel);
        var (full, brief) = (PaperReading.Dots(before), PaperReading.Dots(after));
        full.Length.ShouldBeGreaterThan(brief.Length + 40);
        foreach (var dots in (bool[][][])[full, brief])
        {
            PaperReading.Scan(dots).ShouldNotBeNull().ShouldEndWith($"{own}{there["receiptPath"]}");
            // A long name breaks into lines instead of running over the edge; below the head, rules and boxes touch it.
            var head = dots.TakeWhile(row => !row.All(dot => dot)).ToArray();
            head.Length.ShouldBeInRange(100, dots.Length / 2);
            head.Count(row => row[0] || row[^1]).ShouldBeLessThan(30);
        }
    }

    [Fact]
    public async Task With_one_place_papers_are_as_before_but_its_address_stands_in_for_one_the_business_never_gave()
    {
        using var shop = await Shop.Open(app);
        var only = await shop.Business.Ask<Guid>("SELECT branch_id FROM trade.branches");
        var sold = (await shop.Sell(await shop.Product("Kopi", "5"), "2", "cash", "10")).ShouldBeSold();
        await Business(shop, $"address_line1 = '{HeadOffice}', postcode = '41050', town = 'Klang', state = '10', phone = '+60333441234'");
        var path = $"/api/v1/sales/{sold["id"]}/receipt?format=80mm-escpos";
        var before = await shop.Client.GetByteArrayAsync(path, Cancel);

        await shop.Business.ChangePlace(
            only,
            new("Pasar Seni", AddressLine1: Street, Postcode: "50000", Town: "Kuala Lumpur", State: "14", Phone: Phone)
        );
        (await shop.Client.GetByteArrayAsync(path, Cancel)).ShouldBe(before);

        await Business(shop, "address_line1 = NULL, postcode = NULL, town = NULL, phone = NULL");
        var page = Read(
            await shop.Client.GetByteArrayAsync($"/api/v1/sales/{sold["id"]}/receipt", Cancel),
            [Street, "50000 Kuala Lumpur", "Kuala Lumpur", Phone]
        );
        page.Text.ShouldNotContain("PasarSeni");
        using var visitor = app.NewClient();
        var html = WebUtility.HtmlDecode(await visitor.GetStringAsync($"/{shop.Business.Slug}/{sold["receiptPath"]}?lang=ms", Cancel));
        html.ShouldContain(Street);
        html.ShouldNotContain("Pasar Seni");
        html.ShouldNotContain("awangan");
    }

    private static readonly string[] There =
    [
        "Cawangan Pasar Seni & Dataran Merdeka 吉隆坡茨厂街分行",
        Street,
        "50000 Kuala Lumpur",
        Phone,
    ];
    private static readonly string[] Here = [HeadOffice, "41050 Klang", "03-3344 1234"];

    private static PaperReading.ReadPage Read(byte[] pdf, string[] says)
    {
        var page = PaperReading.Pdf(pdf).ShouldHaveSingleItem().ShouldSay(says);
        if (says == There)
            PaperReading.Spoken(pdf).ShouldContain("கி");
        return page;
    }

    private static Task Business(Shop shop, string set) => Tell(shop, $"UPDATE platform.businesses SET {set}");

    private static Task Tell(Shop shop, string sql) => shop.Business.Ask<long>($"WITH w AS ({sql} RETURNING 1) SELECT count(*) FROM w");
}
