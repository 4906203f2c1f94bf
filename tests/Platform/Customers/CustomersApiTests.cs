using Niaga.Testing;
using Shouldly;
using Xunit;
using static Niaga.Platform.Tests.Customers.CustomerBook;

namespace Niaga.Platform.Tests.Customers;

public sealed class CustomersApiTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_name_is_enough_and_all_that_is_said_comes_back_in_one_spelling()
    {
        using var book = await Open(app);
        (await book.Find(await book.Add("Siti"))).GetProperty("kind").GetString().ShouldBe("person");

        var id = await book.Add(
            new
            {
                name = " Syarikat Maju Sdn Bhd ",
                kind = "company",
                phones = new[] { "012-345 6789", "+60 12 345 6789", "", "03-2161 2345" },
                emails = new[] { "Akaun@Maju.my" },
                addresses = new[]
                {
                    new
                    {
                        line1 = "12, Jalan Meru",
                        postcode = "41050",
                        town = "Klang",
                        state = "Selangor",
                    },
                },
                tin = "c 2584563220",
                registration = "202001034567",
                group = "Borong",
                tags = new[] { "VIP", "borong", "vip" },
                creditLimit = "1500.00",
                note = "Bayar\nhujung bulan",
            }
        );
        var made = await book.Find(id);

        made.GetProperty("name").GetString().ShouldBe("Syarikat Maju Sdn Bhd");
        ListOf(made, "phones").ShouldBe(["+60123456789", "+60321612345"]);
        ListOf(made, "emails").ShouldBe(["Akaun@Maju.my"]);
        ListOf(made, "tags").ShouldBe(["borong", "VIP"]);
        made.GetProperty("addresses")[0].GetProperty("state").GetString().ShouldBe("10");
        made.GetProperty("tin").GetString().ShouldBe("C2584563220");
        made.GetProperty("group").GetString().ShouldBe("Borong");
        made.GetProperty("creditLimit").GetString().ShouldBe("1500.00");
        made.GetProperty("note").GetString().ShouldBe("Bayar\nhujung bulan");

        // A group is one however it is written.
        await book.Add(new { name = "Ali", group = "BORONG" });
        (await book.Business.Ask<long>("SELECT count(*) FROM trade.customer_groups")).ShouldBe(1);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_by_its_field()
    {
        using var book = await Open(app);
        var refused = await book.Post(
            "",
            new
            {
                name = " ",
                kind = "dog",
                phones = new[] { "012-345 6789", "12" },
                emails = new[] { "nobody" },
                addresses = new[]
                {
                    new
                    {
                        line1 = (string?)null,
                        postcode = "4105",
                        state = "10",
                    },
                    new
                    {
                        line1 = (string?)"1, Jalan Besar",
                        postcode = "41050",
                        state = "01",
                    },
                    new
                    {
                        line1 = (string?)"1, Jalan Besar",
                        postcode = "41050",
                        state = "Selangur",
                    },
                },
                tin = "X1",
                registration = "12",
                creditLimit = "-1.00",
                tags = new[] { new string('x', 41) },
                note = new string('x', 2001),
            }
        );

        refused.Status.ShouldBe(400);
        refused.Fields.ShouldBe(
            [
                ("kind", "trade.customer_kind_unknown"),
                ("name", "platform.required"),
                ("phones[1]", "trade.customer_phone_invalid"),
                ("emails[0]", "trade.customer_email_invalid"),
                ("addresses[0].line1", "platform.required"),
                ("addresses[0].postcode", "trade.customer_postcode_invalid"),
                ("addresses[1].postcode", "trade.customer_postcode_of_another_state"),
                ("addresses[2].state", "trade.customer_state_unknown"),
                ("tin", "platform.tin_invalid"),
                ("registration", "trade.customer_registration_invalid"),
                ("tags[0]", "platform.too_long"),
                ("creditLimit", "trade.customer_credit_limit_invalid"),
                ("note", "platform.too_long"),
            ],
            ignoreOrder: true
        );
        (await book.Business.Ask<long>("SELECT count(*) FROM trade.customers")).ShouldBe(0);
    }

    [Theory]
    [InlineData("aisyah")]
    [InlineData("RAHMAN nur")]
    [InlineData("rah")]
    [InlineData("012-345 6789")]
    [InlineData("+60 12-345 6789")]
    [InlineData("60123456789")]
    [InlineData("6789")]
    [InlineData("Aisyah@Example.my")]
    [InlineData("ig845462070")]
    public async Task A_customer_is_found_by_any_word_phone_address_or_number(string typed)
    {
        using var book = await Open(app);
        await book.Add(
            new
            {
                name = "Nur Aisyah binti Rahman",
                phones = new[] { "0123456789" },
                emails = new[] { "aisyah@example.my" },
                tin = "IG845462070",
            }
        );
        await book.Add("Tan Ah Seng", "0198765432");

        (await book.Names("q=" + Uri.EscapeDataString(typed))).ShouldBe(["Nur Aisyah binti Rahman"]);
        (await book.LookUp(typed)).ShouldBe(["Nur Aisyah binti Rahman"]);
        foreach (var few in (string[])["n", "nu", " n ", "01", "0123", "aisyah@example"])
            (await book.Get($"/lookup?q={Uri.EscapeDataString(few)}")).Ok.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await book.Get("/lookup?q=nur%20seng")).Ok.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_is_changed_is_found_as_it_is_now_and_no_more_as_it_was()
    {
        using var book = await Open(app);
        var id = await book.Add("Siti Aminah", "0123456789");

        (await book.Put(id, new { name = "Siti Zulaikha", phones = new[] { "0198765432" } })).Ok.ToString();

        (await book.LookUp("aminah")).ShouldBeEmpty();
        (await book.LookUp("0123456789")).ShouldBeEmpty();
        (await book.LookUp("0198765432")).ShouldBe(["Siti Zulaikha"]);
    }

    [Fact]
    public async Task The_list_narrows_by_kind_group_tag_and_state_and_goes_on_by_cursor()
    {
        using var book = await Open(app);
        await book.Add(
            new
            {
                name = "Ali",
                group = "Borong",
                tags = new[] { "VIP" },
            }
        );
        await book.Add(
            new
            {
                name = "Kedai Bunga",
                kind = "company",
                group = "Borong",
            }
        );
        var gone = await book.Add("Zainab");
        (await book.Archive(gone)).Status.ShouldBe(204);

        (await book.Names("")).ShouldBe(["Ali", "Kedai Bunga"]);
        (await book.Names("sort=-since")).ShouldBe(["Kedai Bunga", "Ali"]);
        (await book.Names("kind=company")).ShouldBe(["Kedai Bunga"]);
        (await book.Names("group=borong")).ShouldBe(["Ali", "Kedai Bunga"]);
        (await book.Names("tag=vip")).ShouldBe(["Ali"]);
        (await book.Names("archived=true")).ShouldBe(["Zainab"]);
        (await book.Names("archived=all")).ShouldBe(["Ali", "Kedai Bunga", "Zainab"]);
        var first = (await book.Get("?limit=1")).Ok;
        (await book.Names("limit=1&cursor=" + first.GetProperty("next").GetString())).ShouldBe(["Kedai Bunga"]);
        (await book.Get("?archived=maybe")).ShouldBeRefused("platform.invalid", 400);
        (await book.Get("?kind=dog")).ShouldBeRefused("trade.customer_kind_unknown", 400);
        (await book.Get("?sort=name")).ShouldBeRefused("trade.customer_sort_unknown", 400);
        (await book.Get("?limit=101")).ShouldBeRefused("trade.customer_limit_invalid", 400);
    }

    [Fact]
    public async Task Whoever_changed_meanwhile_is_not_overwritten()
    {
        using var book = await Open(app);
        var id = await book.Add("Ali");
        var seen = (await book.Get($"/{id}")).ETag!;

        (await book.Put(id, new { name = "Ali bin Abu" }, seen)).Status.ShouldBe(204);
        (await book.Put(id, new { name = "Ali" }, seen)).ShouldBeRefused("platform.changed_by_another", 412);

        var unchanged = (await book.Get($"/{id}")).ETag!;
        (await book.Put(id, new { name = "Ali bin Abu" }, unchanged)).ETag.ShouldBe(unchanged, "nothing was changed");
    }

    [Fact]
    public async Task The_log_says_what_changed_and_nothing_personal()
    {
        using var book = await Open(app);
        var id = await book.Add(
            new
            {
                name = "Canary Kenari",
                phones = new[] { "0123456789" },
                emails = new[] { "kenari@example.my" },
                note = "rahsia",
            }
        );
        await book.Put(
            id,
            new
            {
                name = "Canary Kenari",
                phones = new[] { "0198765432" },
                tags = new[] { "VIP" },
            }
        );
        await book.Post($"/{id}/consents", new { purpose = "marketing", channel = "phone" });
        await book.Archive(id);

        var log = await book.Business.Ask<string>(
            "SELECT string_agg(action || coalesce(before, '') || coalesce(after, ''), ' ' ORDER BY entry_id) FROM platform.audit_entries "
                + "WHERE subject = 'trade.customer'"
        );

        log.ShouldContain("trade.customer_created");
        log.ShouldContain("\"changed\":[\"phones\",\"emails\",\"note\"]");
        log.ShouldContain("trade.consent_given");
        foreach (var canary in new[] { "Kenari", "kenari", "123456789", "98765432", "rahsia" })
            log.ShouldNotContain(canary);
    }

    [Fact]
    public async Task A_consent_holds_until_it_is_withdrawn_and_stays_on_record()
    {
        using var book = await Open(app);
        var id = await book.Add("Siti");
        (await book.Post($"/{id}/consents", new { purpose = "all", channel = "shout" })).Fields.ShouldBe([
            ("purpose", "trade.consent_purpose_unknown"),
            ("channel", "trade.consent_channel_unknown"),
        ]);
        var consent = (await book.Post($"/{id}/consents", new { purpose = "marketing", channel = "in_person" }))
            .Ok.GetProperty("id")
            .GetGuid();
        (await book.Post($"/{id}/consents", new { purpose = "marketing", channel = "phone" })).ShouldBeRefused("trade.consent_given", 409);

        (await book.Post($"/{id}/consents/{consent}/withdraw", new { channel = "message" })).Status.ShouldBe(204);
        (await book.Post($"/{id}/consents/{consent}/withdraw", new { channel = "message" })).ShouldBeRefused(
            "trade.consent_withdrawn",
            409
        );
        await book.Post($"/{id}/consents", new { purpose = "marketing", channel = "form" });

        var consents = (await book.Find(id)).GetProperty("consents").EnumerateArray().ToArray();
        consents.Select(c => c.GetProperty("channel").GetString()).ShouldBe(["form", "in_person"]);
        consents[1].GetProperty("withdrawnChannel").GetString().ShouldBe("message");
        (await book.Post($"/{Guid.NewGuid()}/consents", new { purpose = "marketing", channel = "form" })).ShouldBeRefused(
            "trade.customer_not_found",
            404
        );
    }

    [Fact]
    public async Task The_file_holds_what_the_list_shows()
    {
        using var book = await Open(app);
        await book.Add(
            new
            {
                name = "=Siti",
                phones = new[] { "0123456789", "0198765432" },
                addresses = new[]
                {
                    new
                    {
                        line1 = "12, Jalan Meru",
                        postcode = "41050",
                        state = "10",
                    },
                },
            }
        );
        await book.Add("Ali");

        using var answer = await book.Client.GetAsync("/api/v1/customers/export?q=siti");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(2, string.Join("\n", lines));
        lines[1].ShouldContain("'=Siti");
        lines[1].ShouldContain("012-345 6789; 019-876 5432");
        lines[1].ShouldContain("Selangor");
        (await book.Business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'trade.customers_exported'")).ShouldBe(
            1
        );
    }
}
