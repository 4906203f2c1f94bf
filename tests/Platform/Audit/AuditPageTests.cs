using System.Net;
using System.Text.RegularExpressions;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Audit;

/// <summary>The log page as an owner reads it: found, narrowed, taken out, told in words.</summary>
public sealed partial class AuditPageTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task It_is_searched_and_narrowed_by_person_event_and_day()
    {
        var (shop, owner) = await Enter();
        using var _ = owner;
        var siti = await app.Hire(shop, "manager", "Siti Aminah");
        await Note(shop, siti.Person.Value, "retail.product_created", "2026-03-01", "{\"name\":\"Teh tarik\",\"price\":\"2.50\"}");
        await Note(shop, siti.Person.Value, "retail.stock_adjusted", "2026-03-02", "{\"level\":\"3\",\"counted\":true}");
        await Note(shop, shop.Owner.Value, "retail.product_created", "2026-03-03", "{\"name\":\"Kopi O\",\"price\":\"1234.00\"}");

        (await Count(owner, shop, "q=teh+tarik")).ShouldBe(1);
        (await Count(owner, shop, "q=Siti+Aminah")).ShouldBe(2);
        (await Count(owner, shop, "what=retail.product_created")).ShouldBe(2);
        (await Count(owner, shop, "what=retail")).ShouldBe(3);
        (await Count(owner, shop, $"personId={siti.Person}")).ShouldBe(2);
        (await Count(owner, shop, "from=2026-03-02&to=2026-03-02")).ShouldBe(1);
        (await Count(owner, shop, $"what=retail.product_created&personId={siti.Person}&q=teh")).ShouldBe(1);
        (await owner.Get($"/{shop.Slug}/settings/audit?q=no-such-thing")).Text.ShouldContain("Nothing found");
        foreach (var bad in new[] { "what=x", "personId=x", "from=x", "to=2026-13-01", "page=x" })
            (await owner.Get($"/{shop.Slug}/settings/audit?{bad}")).Body.ShouldNotContain("class=\"card trail\"", customMessage: bad);
    }

    [Fact]
    public async Task Older_entries_follow_by_a_cursor_none_twice_and_none_left_out()
    {
        var (shop, owner) = await Enter();
        using var _ = owner;
        for (var i = 0; i < 45; i++)
            await Note(shop, shop.Owner.Value, "retail.product_created", "2026-03-01", $"{{\"name\":\"Barang {i:00}.\"}}");
        var (seen, path) = (new List<string>(), $"/{shop.Slug}/settings/audit?what=retail.product_created");
        for (var parts = 0; path.Length > 0; parts++)
        {
            parts.ShouldBeLessThan(5);
            var page = await owner.Get(path);
            seen.AddRange(Goods().Matches(page.Text).Select(m => m.Value));
            // What is written meanwhile moves nobody's place.
            await Note(shop, shop.Owner.Value, "retail.product_created", "2026-03-02", "{\"name\":\"Lain\"}");
            path = WebUtility.HtmlDecode(Older().Match(page.Body).Groups[1].Value);
        }
        seen.Order().ShouldBe(Enumerable.Range(0, 45).Select(i => $"Barang {i:00}."));
    }

    [Fact]
    public async Task Facts_are_told_by_name_with_their_format_in_the_readers_language()
    {
        var (shop, owner) = await Enter();
        using var _ = owner;
        const string Facts =
            "{\"price\":\"1234.5\",\"trackStock\":true,\"payments\":[{\"method\":\"cash\",\"amount\":\"5.00\"}],"
            + "\"expiresAt\":\"2026-03-01T06:05:00+00:00\","
            + "\"unheardOf\":{\"deep\":[1,2]},\"categoryId\":\"0198a000-0000-7000-8000-000000000001\"}";
        await Note(shop, shop.Owner.Value, "retail.product_created", "2026-03-01", Facts);
        foreach (
            var (language, said) in new[]
            {
                (
                    "en",
                    new[] { "Price", "RM1,234.50", "Counts stock", "Yes", "Paid", "Cash", "RM5.00", "1 Mar 2026, 2:05\u00a0PM", "Other" }
                ),
                ("ms", ["Harga", "RM1,234.50", "Stok dikira", "Ya", "Bayaran", "Tunai", "1 Mac 2026, 2:05\u00a0PTG", "Lain-lain"]),
            }
        )
        {
            var page = await owner.Get($"/{shop.Slug}/settings/audit?what=retail.product_created&lang={language}");
            foreach (var word in said)
                page.Text.ShouldContain(word);
            foreach (var raw in new[] { "{\"", "[{", "unheardOf", "trackStock", "categoryId", "expiresAt" })
                page.Text.ShouldNotContain(raw, Case.Sensitive);
        }
    }

    [Fact]
    public async Task It_leaves_as_a_file_in_words_with_the_pages_filters_and_that_is_in_the_log()
    {
        var (shop, owner) = await Enter();
        using var _ = owner;
        await Note(shop, shop.Owner.Value, "retail.product_created", "2026-03-01", "{\"name\":\"=cmd()\",\"price\":\"2.50\"}");
        await Note(shop, shop.Owner.Value, "retail.stock_adjusted", "2026-03-02", "{\"level\":\"3\"}");
        var file = await owner.Get($"/{shop.Slug}/settings/audit.csv?what=retail.product_created&lang=ms");
        file.Status.ShouldBe(HttpStatusCode.OK);
        var lines = file.Body.TrimStart('\uFEFF').Trim().Split('\n');
        lines.Length.ShouldBe(2);
        lines[0].Trim().ShouldBe("Masa,Perkara,Siapa,Tentang,Melalui,Alamat rangkaian,Peranti,Meterai,Sebelum,Selepas");
        lines[1].ShouldContain("Harga: RM2.50");
        lines[1].ShouldContain("2026-03-01 08:00:00");
        lines[1].ShouldNotContain("retail.");
        (await Count(owner, shop, "what=platform.audit_log_exported")).ShouldBe(1);

        var staff = await app.Hire(shop, "staff");
        using var other = new Browser(app);
        await other.SignIn(staff.Email);
        foreach (var path in new[] { "settings/audit", "settings/audit.csv" })
            (await other.Get($"/{shop.Slug}/{path}")).Status.ShouldBe(HttpStatusCode.Forbidden, path);
    }

    private async Task<(TestBusiness Shop, Browser Owner)> Enter()
    {
        var shop = await app.SignUp();
        var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        return (shop, owner);
    }

    private Task Note(TestBusiness shop, Guid person, string action, string day, string after) =>
        app.Tell(
            shop,
            $"""
            INSERT INTO platform.audit_entries (tenant_id, entry_id, at, person_id, channel, action, subject, subject_id, after)
            VALUES ('{shop.Tenant}', uuidv7(timestamptz '{day} 00:00+00' - clock_timestamp()), '{day} 00:00+00', '{person}', 'page',
                '{action}', 'retail.product', 'x', '{after}')
            """
        );

    private static async Task<int> Count(Browser browser, TestBusiness shop, string query) =>
        Head().Count((await browser.Get($"/{shop.Slug}/settings/audit?{query}")).Body);

    [GeneratedRegex("<div class=\"trail-head\">")]
    private static partial Regex Head();

    [GeneratedRegex(@"Barang \d\d\.")]
    private static partial Regex Goods();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]*)\"")]
    private static partial Regex Older();
}
