using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Keeping;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Values;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Keeping;

/// <summary>Customers in the bin by the calendar: found nowhere, back until their day, then gone but for what a document needs.</summary>
public sealed class CustomerBinTests(CustomerBinTests.Clocked app) : IClassFixture<CustomerBinTests.Clocked>
{
    [Fact]
    public async Task A_deleted_customer_is_found_nowhere_comes_back_until_the_day_and_goes_then_but_for_what_a_receipt_needs()
    {
        app.Until(new(2027, 1, 1));
        var shop = await app.SignUp();
        Guid back,
            gone,
            buyer;
        using (var client = await shop.Client())
        {
            (back, gone, buyer) = (
                await Add(client, "Aminah binti Yusof", 1),
                await Add(client, "Balqis Osman", 2),
                await Add(client, "Chong Wei", 3)
            );
            await Sold(shop, client, buyer, "2024-03-12");
            foreach (var id in new[] { back, gone, buyer })
                (await client.DeleteAsync($"/api/v1/customers/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await client.DeleteAsync($"/api/v1/customers/{gone}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            await FoundNowhere(client, back);
            // The number is free: whoever has it now keeps it.
            (
                await client.PostAsJsonAsync(
                    "/api/v1/customers",
                    new
                    {
                        name = "Dewi",
                        phones = new[] { Phone(2) },
                        tin = Tin(2),
                    }
                )
            ).StatusCode.ShouldBe(HttpStatusCode.Created);
            using var owner = new Browser(app);
            await owner.SignIn(shop.Email);
            (await owner.Get($"/{shop.Slug}/customers?archived=all")).Text.ShouldNotContain("Aminah");
            (await owner.Get($"/{shop.Slug}/search?q=Aminah")).Text.ShouldNotContain("Aminah binti");
            (await owner.Get($"/{shop.Slug}/customers/{gone}")).Text.ShouldContain("Until 1 Apr 2027 everything comes back");
            var bin = await owner.Get($"/{shop.Slug}/bin?kind=trade.customers");
            bin.Text.ShouldContain("Aminah binti Yusof");
            bin.Text.ShouldContain("1 Apr 2027");
        }
        await Run(shop, new(2027, 3, 30));
        using (var client = await shop.Client())
        {
            (await client.PostAsync($"/api/v1/customers/{back}/restore", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            var found = await client.GetStringAsync("/api/v1/customers?q=aminah");
            found.ShouldContain(back.ToString());
            (await client.GetStringAsync($"/api/v1/customers?q={Phone(1)}")).ShouldContain(back.ToString());
            var all = await client.GetStringAsync($"/api/v1/customers/{back}");
            foreach (var kept in new[] { "Likes tea", "VIP", "12, Jalan Meru", Tin(1), "\"archived\":false" })
                all.ShouldContain(kept);
            (await client.GetStringAsync($"/api/v1/customers/{back}/notes")).ShouldContain("Rang on Monday");
        }
        await Run(shop, new(2027, 3, 31));
        (await Left(shop, gone)).ShouldBe("customers addresses contacts tags tokens notes");
        await Run(shop, new(2027, 4, 1));
        (await Left(shop, gone)).ShouldBe("");
        (await Left(shop, back)).ShouldBe("customers addresses contacts tags tokens notes");

        (await Left(shop, buyer)).ShouldBe("customers addresses");
        using (var client = await shop.Client())
        {
            (await client.PostAsync($"/api/v1/customers/{buyer}/restore", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
            using var owner = new Browser(app);
            await owner.SignIn(shop.Email);
            var sale = await shop.Ask<Guid>("SELECT sale_id FROM retail.sales");
            (await owner.Get($"/{shop.Slug}/sales/{sale}")).Text.ShouldContain("Chong Wei");
            var card = (await owner.Get($"/{shop.Slug}/customers/{buyer}")).Text;
            card.ShouldContain("Removed on 1 Apr 2027");
            card.ShouldContain("kept for these until 31 Dec 2031");
            card.ShouldContain("12, Jalan Meru");
            card.ShouldNotContain("Likes tea");
        }
        await BroughtBackByARestore(shop, buyer);
        await AddsUp(shop);
        await Run(shop, new(2031, 12, 31));
        (await Left(shop, buyer)).ShouldBe("customers addresses");
        await Run(shop, new(2032, 1, 1));
        (await Left(shop, buyer)).ShouldBe("");
        await AddsUp(shop);
    }

    [Fact]
    public async Task Who_was_merged_goes_along_a_consent_is_kept_as_proof_and_staff_deletes_nobody()
    {
        app.Until(new(2027, 1, 1));
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var (kept, merged, agreed) = (await Add(client, "Farid", 4), await Add(client, "Farid Ali", 5), await Add(client, "Geetha", 6));
        (await client.PostAsJsonAsync($"/api/v1/customers/{kept}/merge", new { customerId = merged })).EnsureSuccessStatusCode();
        var consent = new { purpose = "marketing", channel = "in_person" };
        (await client.PostAsJsonAsync($"/api/v1/customers/{agreed}/consents", consent)).EnsureSuccessStatusCode();
        (await client.DeleteAsync($"/api/v1/customers/{merged}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        using var staff = new Browser(app);
        await staff.SignIn((await app.Hire(shop, "staff")).Email);
        (await staff.Get($"/{shop.Slug}/customers/{kept}")).Body.ShouldNotContain("_handler\" value=\"delete\"");
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var list = await owner.Get($"/{shop.Slug}/customers");
        (await owner.Post(list, "bulk", ("Form.Selected", $"{kept},{agreed}"), ("Form.Act", "delete"))).Status.ShouldBe(
            HttpStatusCode.Found
        );
        (await shop.Ask<long>("SELECT count(*) FROM trade.customers WHERE deleted_at IS NOT NULL")).ShouldBe(3);
        list = await owner.Get($"/{shop.Slug}/customers");
        (await owner.Post(list, "bulk", ("Form.Selected", $"{kept},{agreed}"), ("Form.Act", "restore"))).Status.ShouldBe(
            HttpStatusCode.Found
        );
        (await shop.Ask<long>("SELECT count(*) FROM trade.customers WHERE deleted_at IS NOT NULL")).ShouldBe(0);
        (await shop.Ask<long>("SELECT count(*) FROM trade.customers WHERE archived_at IS NULL")).ShouldBe(2, "the merged one stays merged");
        (await shop.Ask<long>("SELECT count(*) FROM trade.customer_consents WHERE ended_at IS NULL")).ShouldBe(1);
        var page = await owner.Get($"/{shop.Slug}/customers/{kept}");
        (await owner.Post(page, "delete")).Status.ShouldBe(HttpStatusCode.Found);
        (await client.DeleteAsync($"/api/v1/customers/{agreed}")).EnsureSuccessStatusCode();

        await Run(shop, new(2027, 4, 1));
        (await Left(shop, kept)).ShouldBe("");
        (await Left(shop, merged)).ShouldBe("");
        (await shop.Ask<long>("SELECT count(*) FROM trade.customer_merges")).ShouldBe(0);
        (await Left(shop, agreed)).ShouldBe("customers addresses");
        await Run(shop, new(2033, 12, 31));
        (await Left(shop, agreed)).ShouldBe("customers addresses");
        await Run(shop, new(2034, 1, 1));
        (await Left(shop, agreed)).ShouldBe("");
        await AddsUp(shop);
    }

    [Fact]
    public async Task An_owner_deletes_for_good_with_a_certificate_and_neither_what_is_held_nor_what_a_law_keeps()
    {
        app.Until(new(2027, 1, 1));
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var (kept, merged) = (await Add(client, "Hana", 7), await Add(client, "Hana Lim", 8));
        var buyer = await Add(client, "Ismail", 9);
        (await client.PostAsJsonAsync($"/api/v1/customers/{kept}/merge", new { customerId = merged })).EnsureSuccessStatusCode();
        await Sold(shop, client, buyer, "2024-03-12");
        foreach (var id in new[] { kept, buyer })
            (await client.DeleteAsync($"/api/v1/customers/{id}")).EnsureSuccessStatusCode();
        var listed = await client.GetStringAsync("/api/v1/bin");
        listed.ShouldContain("\"name\":\"Hana\"");
        listed.ShouldContain("\"goesOn\":\"2027-04-01\"");

        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        using var manager = new Browser(app);
        await manager.SignIn((await app.Hire(shop, "manager")).Email);
        (await manager.Get($"/{shop.Slug}/bin")).Body.ShouldNotContain($"destroy-{kept}");
        var bin = await owner.Get($"/{shop.Slug}/bin");
        await owner.Post(bin, $"destroy-{buyer}");
        (await owner.Get($"/{shop.Slug}/bin")).Text.ShouldContain("until 31/12/2031: Income Tax Act 1967, s. 82");
        var hold = new
        {
            scope = "record",
            table = "trade.customers",
            record = $"{kept}",
            reason = "Claim at the High Court",
        };
        (await client.PostAsJsonAsync("/api/v1/holds", hold)).EnsureSuccessStatusCode();
        await owner.Post(await owner.Get($"/{shop.Slug}/bin"), $"destroy-{kept}");
        (await owner.Get($"/{shop.Slug}/bin")).Text.ShouldContain("A legal hold keeps this");
        (await Left(shop, kept)).ShouldNotBe("");
        (await shop.Ask<long>("SELECT count(*) FROM platform.purge_runs")).ShouldBe(0, "what is refused leaves no trace");
        (await shop.Ask<long>("SELECT count(*) FROM platform.deletion_ledger")).ShouldBe(0);

        var set = await shop.Ask<Guid>("SELECT hold_id FROM platform.legal_holds");
        (await client.PostAsync($"/api/v1/holds/{set}/release", null)).EnsureSuccessStatusCode();
        await owner.Post(await owner.Get($"/{shop.Slug}/bin"), $"destroy-{kept}");
        (await Left(shop, kept)).ShouldBe("");
        (await Left(shop, merged)).ShouldBe("");
        (await shop.Ask<string>("SELECT certificate FROM platform.purge_runs WHERE kind = 'asked'")).ShouldContain("trade.customers");
        await AddsUp(shop);
        await Run(shop, new(2027, 1, 2));
        app.Services.GetRequiredService<DeletionLedger>().Unconfirmed(shop.Tenant).ShouldBeEmpty();
        var restore = new { table = "trade.customers", id = buyer };
        (await client.PostAsJsonAsync("/api/v1/bin/restore", restore)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync($"/api/v1/customers/{buyer}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string Phone(int of) => $"+6012345670{of}";

    private static string Tin(int of) => $"IG8454620{of}0";

    private static async Task<Guid> Add(HttpClient client, string name, int of)
    {
        var customer = new
        {
            name,
            phones = new[] { Phone(of) },
            addresses = new[] { new { line1 = "12, Jalan Meru" }, new { line1 = "13, Jalan Kapar" } },
            tags = new[] { "VIP" },
            tin = Tin(of),
            note = "Likes tea",
        };
        using var made = await client.PostAsJsonAsync("/api/v1/customers", customer);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await client.PostAsJsonAsync($"/api/v1/customers/{id}/notes", new { text = "Rang on Monday" })).EnsureSuccessStatusCode();
        return id;
    }

    private async Task Sold(TestBusiness shop, HttpClient client, Guid customer, string day)
    {
        var servis = new
        {
            name = "Servis",
            price = "12.50",
            trackStock = false,
        };
        using var made = await client.PostAsJsonAsync("/api/v1/products", servis);
        var product = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var sale = new
        {
            lines = new[] { new { productId = product, quantity = "1" } },
            payments = new[] { new { method = "cash", amount = "20.00" } },
            customerId = customer,
        };
        using var sold = await client.PostAsJsonAsync("/api/v1/sales", sale);
        sold.StatusCode.ShouldBe(HttpStatusCode.Created, await sold.Content.ReadAsStringAsync());
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            SET session_replication_role = replica;
            UPDATE retail.sales SET sold_at = '{day} 12:00+08', business_day = '{day}' WHERE tenant_id = '{shop.Tenant}'
            """
        );
    }

    private static async Task FoundNowhere(HttpClient client, Guid id)
    {
        (await client.GetAsync($"/api/v1/customers/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (
            var path in new[]
            {
                "customers?archived=all",
                "customers?archived=all&q=aminah",
                "customers/lookup?q=aminah",
                $"customers/lookup?q={Phone(1)}",
                $"customers/duplicates?phone={Uri.EscapeDataString(Phone(1))}&name=Aminah%20binti%20Yusof&tin={Tin(1)}",
            }
        )
            (await client.GetStringAsync("/api/v1/" + path)).ShouldNotContain(id.ToString(), customMessage: path);
        var changed = new { name = "Somebody else" };
        (await client.PutAsJsonAsync($"/api/v1/customers/{id}", changed)).IsSuccessStatusCode.ShouldBeFalse();
        (await client.PostAsync($"/api/v1/customers/{id}/archive", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.PostAsJsonAsync($"/api/v1/customers/{id}/notes", new { text = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>As if a backup had brought the rest back, of before they were deleted.</summary>
    private async Task BroughtBackByARestore(TestBusiness shop, Guid buyer)
    {
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            $"""
            SELECT set_config('app.tenant_id', '{shop.Tenant}', false);
            UPDATE trade.customers SET note = name, rest_removed_at = NULL, deleted_at = NULL, archived_at = NULL
            WHERE tenant_id = '{shop.Tenant}' AND customer_id = '{buyer}'
            """
        );
        var again = app.Services.GetRequiredService<PurgeAgain>();
        (await again.Apply(shop.Tenant, CancellationToken.None)).ShouldBe(new(1, 0));
        (
            await shop.Ask<bool>($"SELECT note IS NULL AND deleted_at IS NOT NULL FROM trade.customers WHERE customer_id = '{buyer}'")
        ).ShouldBeTrue();
        (await again.Apply(shop.Tenant, CancellationToken.None)).ShouldBe(default);
    }

    private async Task Run(TestBusiness shop, DateOnly day)
    {
        app.Until(day);
        var purge = app.Services.GetRequiredService<Purge>();
        (await purge.Work(shop.Tenant, day, int.MaxValue, CancellationToken.None)).ShouldBeTrue();
    }

    private static Task<string> Left(TestBusiness shop, Guid id) =>
        shop.Ask<string>(
            $"""
            SELECT coalesce(string_agg(what, ' ' ORDER BY what <> 'customers', what = 'notes', what), '') FROM (
                SELECT 'customers' AS what FROM trade.customers WHERE customer_id = '{id}'
                UNION SELECT 'contacts' FROM trade.customer_contacts WHERE customer_id = '{id}'
                UNION SELECT 'addresses' FROM trade.customer_addresses WHERE customer_id = '{id}'
                UNION SELECT 'tags' FROM trade.customer_tags WHERE customer_id = '{id}'
                UNION SELECT 'tokens' FROM trade.customer_tokens WHERE customer_id = '{id}'
                UNION SELECT 'notes' FROM notes.comments WHERE record_id = '{id}'
            ) l
            """
        );

    private static async Task AddsUp(TestBusiness shop)
    {
        (
            await shop.Ask<long>(
                "SELECT count(*) FROM platform.purge_counts WHERE NOT closed OR listed <> purged + held + needed + changed"
            )
        ).ShouldBe(0);
        (await shop.Ask<long>("SELECT sum(purged)::bigint FROM platform.purge_counts")).ShouldBe(
            await shop.Ask<long>("SELECT count(*) FROM platform.deletion_ledger")
        );
    }

    public sealed class Clocked : NiagaApp
    {
        private readonly AdjustableClock clock = new();

        /// <summary>It is noon of a day in Malaysia.</summary>
        internal void Until(DateOnly day) => clock.Pass(MalaysianTime.Start(day).AddHours(12) - clock.GetUtcNow());

        protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(clock);
    }
}
