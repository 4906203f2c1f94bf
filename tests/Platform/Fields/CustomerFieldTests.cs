using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Niaga.Platform.Tests.Accounts;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Fields;

/// <summary>Customers have fields of the business's own, and what they hold is personal.</summary>
public sealed class CustomerFieldTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_customer_holds_fields_that_no_log_repeats_and_a_phone_at_the_till_asks_for_none()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Define(client);
        await client.Add("Shelf", "text");

        (await Refused(client, new { name = "Siti" })).ShouldBe([("fields.level", "platform.required")]);
        (await Refused(client, new { name = "Siti", fields = new { level = "iron", shelf = "A3" } })).ShouldBe(
            [("fields.level", "fields.option_unknown"), ("fields", "fields.unknown")],
            ignoreOrder: true
        );
        var siti = await Customer(
            client,
            "Siti",
            new
            {
                level = "gold",
                car = "Perodua Kembara",
                birthday = "1999-02-03",
            }
        );
        (await client.FieldsOf(siti)).ShouldBe("""{"car":"Perodua Kembara","level":"gold","birthday":"1999-02-03"}""");
        using (var picked = await client.PostAsJsonAsync("/api/v1/customers/by-phone", new { phone = "012-345 6789" }))
            picked.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await Put(client, siti, new { name = "Siti", fields = new { car = "Proton Saga" } })).ShouldBe(HttpStatusCode.NoContent);
        (await client.FieldsOf(siti)).ShouldBe("""{"car":"Proton Saga","level":"gold","birthday":"1999-02-03"}""");
        var log = await shop.Ask<string>(
            "SELECT string_agg(concat(before, after), ' ') FROM platform.audit_entries WHERE subject = 'trade.customer'"
        );
        log.ShouldContain("field.car");
        log.ShouldNotContain("Proton");
        log.ShouldNotContain("Perodua");
        log.ShouldNotContain("1999-02-03");

        using var browser = await app.SignedIn(shop);
        var id = siti.Split('/')[^1];
        var page = await browser.Get($"/{shop.Slug}/customers/{id}");
        page.Text.ShouldContain("Proton Saga");
        page.Text.ShouldContain("Car");
        (await browser.Get($"/{shop.Slug}/customers/{id}/edit")).Body.ShouldContain("name=\"Form.Fields.car\"");
        await Customer(client, "Aminah", new { level = "silver", birthday = "1980-01-01" });
        var sorted = (await browser.Get($"/{shop.Slug}/customers?sort=field.birthday")).Body;
        sorted.IndexOf(">Aminah<", StringComparison.Ordinal).ShouldBeInRange(0, sorted.IndexOf(">Siti<", StringComparison.Ordinal));
        var gold = (await browser.Get($"/{shop.Slug}/customers?field.level=gold")).Body;
        gold.ShouldContain(">Siti<");
        gold.ShouldNotContain(">Aminah<");
        (await browser.Get($"/{shop.Slug}/customers.csv?field.level=silver")).Body.ShouldNotContain("Siti");
        var items = (await client.GetFromJsonAsync<JsonNode>("/api/v1/customers?field.level=silver"))!["items"]!.AsArray();
        items.Select(i => i!["fields"]!["birthday"]!.ToString()).ShouldBe(["1980-01-01"]);
    }

    [Fact]
    public async Task A_merge_fills_what_the_kept_one_lacks_and_a_file_changes_fields_and_both_are_undone()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await Define(client);
        var kept = await Customer(client, "Siti", new { level = "gold" }, "012-345 6789");
        var gone = await Customer(client, "Siti A", new { level = "silver", car = "Proton Saga" });

        using var merged = await client.PostAsJsonAsync(kept + "/merge", new { customerId = gone.Split('/')[^1] });
        var merge = (await merged.Content.ReadFromJsonAsync<JsonNode>())!["id"];
        (await client.FieldsOf(kept)).ShouldBe("""{"car":"Proton Saga","level":"gold"}""");
        using (var undone = await client.PostAsync($"/api/v1/customers/merges/{merge}/undo", null))
            undone.IsSuccessStatusCode.ShouldBeTrue();
        (await client.FieldsOf(kept)).ShouldBe("""{"level":"gold"}""");
        (await client.FieldsOf(gone)).ShouldBe("""{"car":"Proton Saga","level":"silver"}""");

        var customers = new ImportSteps(client, "/api/v1/customer-imports");
        (await customers.Bring(await client.GetStringAsync("/api/v1/customers/export"))).Updated.ShouldBe(2);
        (await client.FieldsOf(kept)).ShouldBe("""{"level":"gold"}""");
        var file = await customers.Upload(
            "Name,Phone,Level,Car,Birthday\nSiti,012-345 6789,,Myvi,31/12/1990\nAli,013-222 3333,,x,\nAbu,013-222 4444,Iron,,9999-12-31\n"
                + "Ah Meng,013-222 5555,silver,,\n"
        );
        await customers.Run(file, "valid-rows");
        (await customers.Errors(file)).ShouldBe(
            ["3 field.level required", "4 field.birthday fields.day_invalid", "4 field.level option"],
            ignoreOrder: true
        );
        (await client.FieldsOf(kept)).ShouldBe("""{"car":"Myvi","level":"gold","birthday":"1990-12-31"}""");
        (await shop.Ask<string>("SELECT fields::text FROM trade.customers ORDER BY customer_id DESC LIMIT 1")).ShouldBe(
            """{"level": "silver"}"""
        );
        (await customers.Undo(file)).Status.ShouldBe(200);
        (await client.FieldsOf(kept)).ShouldBe("""{"level":"gold"}""");
    }

    private static async Task Define(HttpClient client)
    {
        await client.Add(
            new
            {
                kind = "customers",
                name = "Level",
                type = "choice",
                required = true,
                listed = true,
                options = new[] { new { name = "Gold" }, new { name = "Silver" } },
            }
        );
        await client.Add("Car", "text", kind: "customers", listed: true);
        await client.Add("Birthday", "date", kind: "customers", listed: true);
    }

    /// <returns>The customer's address.</returns>
    private static async Task<string> Customer(HttpClient client, string name, object fields, params string[] phones)
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/customers",
            new
            {
                name,
                fields,
                phones,
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return "/api/v1/customers/" + (await answer.Content.ReadFromJsonAsync<JsonNode>())!["id"];
    }

    private static async Task<(string, string)[]> Refused(HttpClient client, object customer)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/customers", customer);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["errors"]!.AsArray();
        return [.. errors.Select(e => (e!["field"]!.ToString(), e["code"]!.ToString()))];
    }

    private static async Task<HttpStatusCode> Put(HttpClient client, string address, object customer)
    {
        using var now = await client.GetAsync(address);
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = JsonContent.Create(customer) };
        request.Headers.TryAddWithoutValidation("If-Match", now.Headers.ETag!.ToString());
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
