using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Niaga.Platform.Tests.Accounts;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Fields;

/// <summary>Fields of a business's own: what they hold, what becomes of values, and who is refused by name.</summary>
public sealed class FieldTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_record_holds_what_its_fields_may_hold_and_every_other_value_is_refused_by_name_with_nothing_half_done()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        await client.Add("Shelf", "text");
        await client.Add("Weight", "number", unit: "kg");
        await client.Add("Best before", "date");
        await client.Add("Storage", "choice", options: ["Dry", "Fridge"]);
        await client.Add("Halal?", "yes_no");

        var sent = new
        {
            shelf = "A3",
            weight = 1234.5,
            best_before = "2026-12-31",
            storage = "Fridge",
            halal = true,
        };
        var product = await client.Product(sent);
        (await client.FieldsOf(product)).ShouldBe(
            """{"halal":true,"shelf":"A3","weight":1234.5,"storage":"fridge","best_before":"2026-12-31"}"""
        );
        (await client.Amend(product, new { fields = new { weight = (decimal?)null, shelf = "B1" } })).Status.ShouldBe(
            HttpStatusCode.NoContent
        );
        var kept = """{"halal":true,"shelf":"B1","storage":"fridge","best_before":"2026-12-31"}""";
        (await client.FieldsOf(product)).ShouldBe(kept);

        (object Fields, string Field, string Code)[] wrong =
        [
            (new { colour = "red" }, "fields", "fields.unknown"),
            (new Dictionary<string, string> { ["<script>alert(1)</script>" + new string('x', 9000)] = "1" }, "fields", "fields.unknown"),
            (new { shelf = new string('x', 1_000_000) }, "fields.shelf", "platform.too_long"),
            (new { shelf = new[] { "A", "B" } }, "fields.shelf", "platform.malformed"),
            (new { weight = "NaN" }, "fields.weight", "fields.number_invalid"),
            (new { weight = "1,5" }, "fields.weight", "fields.number_invalid"),
            (new { weight = 1e12 }, "fields.weight", "fields.number_too_large"),
            (new { weight = "9e999" }, "fields.weight", "fields.number_too_large"),
            (new { weight = 0.0000001m }, "fields.weight", "fields.number_too_fine"),
            (new { best_before = "0000-01-01" }, "fields.best_before", "fields.day_invalid"),
            (new { best_before = "9999-12-31" }, "fields.best_before", "fields.day_invalid"),
            (new { best_before = "2026-02-30" }, "fields.best_before", "fields.day_invalid"),
            (new { storage = "Oven" }, "fields.storage", "fields.option_unknown"),
            (new { halal = "perhaps" }, "fields.halal", "fields.yes_no_invalid"),
            (Enumerable.Range(0, 10_000).ToDictionary(i => "f" + i, _ => "x"), "fields", "fields.too_many_sent"),
        ];
        foreach (var (fields, field, code) in wrong)
        {
            var answer = await client.Amend(product, new { name = "Other", fields });
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, code);
            answer.Errors.ShouldBe([(field, code)]);
        }
        (await client.FieldsOf(product)).ShouldBe(kept);
        (await shop.Ask<string>("SELECT name FROM retail.products")).ShouldBe("Milo");
        var log = await shop.Ask<string>("SELECT after::text FROM platform.audit_entries WHERE action = 'retail.product_changed'");
        log.ShouldContain("\"field.shelf\":\"B1\"");
        log.ShouldContain("\"field.storage\":\"Fridge\"");
        // As a spreadsheet shortens it.
        (await client.Amend(product, new { fields = new { best_before = "5/1/27" } })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.FieldsOf(product)).ShouldContain("\"best_before\":\"2027-01-05\"");
        using var owner = await app.SignedIn(shop);
        var page = (await owner.Get($"/{shop.Slug}/settings/audit")).Body;
        page.ShouldContain("<th scope=\"row\">Shelf</th><td><del>A3</del></td><td><ins>B1</ins></td>");
        page.ShouldContain("<del>1,234.5 kg</del>");
        page.ShouldNotContain("field.shelf");
    }

    [Fact]
    public async Task A_field_is_renamed_moved_and_retired_without_losing_a_value_and_takes_none_while_it_is_retired()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var storage = await client.Add("Storage", "choice", options: ["Dry", "Fridge"]);
        var shelf = await client.Add(
            new
            {
                kind = "products",
                name = "Shelf",
                type = "text",
                required = true,
            }
        );
        var product = await client.Product(new { shelf = "A3", storage = "dry" });
        var seen = await client.Fields();
        var dry = seen[0]["options"]![0]!["id"];

        (
            await client.Change(
                storage,
                new
                {
                    name = "Kept",
                    options = new object[] { new { name = "Freezer" }, new { id = seen[0]["options"]![1]!["id"], name = "Cold" } },
                }
            )
        ).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.Change(shelf, new { place = 1 })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.Fields()).Select(f => f["name"]!.ToString()).ShouldBe(["Shelf", "Kept"]);
        (await client.FieldsOf(product)).ShouldBe("""{"shelf":"A3","storage":"dry"}""", "a retired option stays where it was chosen");
        (await client.Amend(product, new { price = "5.00", fields = new { storage = "dry" } })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.Amend(product, new { fields = new { storage = "Cold" } })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.Amend(product, new { fields = new { storage = "dry" } })).Errors.ShouldBe([
            ("fields.storage", "fields.option_retired"),
        ]);
        (await client.Change(shelf, new { options = new[] { new { id = dry, name = "Dry" } } })).Status.ShouldBe(
            HttpStatusCode.NoContent,
            "no choice: left out"
        );

        (await client.Amend(product, new { fields = new { shelf = "" } })).Errors.ShouldBe([("fields.shelf", "platform.required")]);
        (await client.Refused(new { name = "Gula", price = "1" })).ShouldBe([("fields.shelf", "platform.required")]);
        (await client.Change(shelf, new { retired = true })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.FieldsOf(product)).ShouldBe("""{"storage":"fridge"}""");
        (await client.Amend(product, new { fields = new { shelf = "B1" } })).Errors.ShouldBe([("fields.shelf", "fields.retired")]);
        await client.Add("SHELF", "number");
        (await client.Change(shelf, new { retired = false })).Errors.ShouldBe([("name", "fields.name_taken")]);
        (await client.Change((await client.Fields())[^1]["id"]!.ToString(), new { name = "Shelf 2" })).Status.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await client.Change(shelf, new { retired = false })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.FieldsOf(product)).ShouldBe("""{"shelf":"A3","storage":"fridge"}""");
        (await client.Fields()).Select(f => f["key"]!.ToString()).ShouldBe(["shelf", "storage", "shelf_2"], ignoreOrder: true);
    }

    [Fact]
    public async Task However_many_are_added_at_once_there_are_fifty_and_bad_definitions_are_refused_by_name()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        (object Body, string Code)[] wrong =
        [
            (
                new
                {
                    kind = "ships",
                    name = "X",
                    type = "text",
                },
                "fields.kind_unknown"
            ),
            (
                new
                {
                    kind = "products",
                    name = "X",
                    type = "blob",
                },
                "fields.type_unknown"
            ),
            (
                new
                {
                    kind = "products",
                    name = " ",
                    type = "text",
                },
                "platform.required"
            ),
            (
                new
                {
                    kind = "products",
                    name = new string('x', 10_000),
                    type = "text",
                },
                "platform.too_long"
            ),
            (
                new
                {
                    kind = "products",
                    name = "a‮b",
                    type = "text",
                },
                "platform.invalid"
            ),
            (
                new
                {
                    kind = "products",
                    name = "X",
                    type = "choice",
                },
                "fields.options_required"
            ),
            (
                new
                {
                    kind = "products",
                    name = "X",
                    type = "choice",
                    options = new[] { new { name = "a" }, new { name = "A " } },
                },
                "fields.option_twice"
            ),
            (
                new
                {
                    kind = "products",
                    name = "X",
                    type = "choice",
                    options = Enumerable.Range(0, 10_000).Select(i => new { name = "o" + i }),
                },
                "fields.too_many_options"
            ),
        ];
        foreach (var (body, code) in wrong)
            (await client.RefusedField(body)).ShouldBe(code);
        await client.Add("<script>alert(1)</script>", "text");

        var same = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    client.PostAsJsonAsync(
                        "/api/v1/fields",
                        new
                        {
                            kind = "products",
                            name = "Same",
                            type = "text",
                        }
                    )
                )
        );
        same.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        same.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(3);
        for (var i = 0; i < 46; i++)
            await client.Add(
                new
                {
                    kind = "products",
                    name = $"F{i}",
                    type = "text",
                }
            );
        var last = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i =>
                    client.PostAsJsonAsync(
                        "/api/v1/fields",
                        new
                        {
                            kind = "products",
                            name = $"L{i}",
                            type = "text",
                        }
                    )
                )
        );
        last.Count(a => a.StatusCode == HttpStatusCode.Created).ShouldBe(2);
        (await shop.Ask<long>("SELECT count(*) FROM fields.fields WHERE retired_at IS NULL")).ShouldBe(50);
        (
            await client.RefusedField(
                new
                {
                    kind = "products",
                    name = "One more",
                    type = "text",
                }
            )
        ).ShouldBe("fields.too_many");
        var direct = await Should.ThrowAsync<PostgresException>(() => app.Tell(shop, FieldSteps.Row(shop, "beyond")));
        direct.ConstraintName.ShouldBe("fields_at_most");
    }
}
