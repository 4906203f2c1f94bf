using Niaga.Testing;
using Shouldly;
using Xunit;
using static Niaga.Platform.Tests.Customers.CustomerBook;

namespace Niaga.Platform.Tests.Customers;

public sealed class MergeTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task What_the_other_has_comes_over_and_goes_back_and_what_came_between_stays()
    {
        using var book = await Open(app);
        var kept = await book.Add(
            new
            {
                name = "Ali bin Abu",
                phones = new[] { "0123456789" },
                tags = new[] { "VIP" },
            }
        );
        var gone = await book.Add(
            new
            {
                name = "Ali Abu",
                phones = new[] { "0198765432" },
                emails = new[] { "ali@example.my" },
                addresses = new[] { new { line1 = "1, Jalan Besar" } },
                tin = "IG845462070",
                identity = "880214105566",
                group = "Borong",
                tags = new[] { "VIP", "Lama" },
                note = "suka kopi",
            }
        );
        await book.Post($"/{gone}/consents", new { purpose = "marketing", channel = "phone" });

        var merge = (await book.Post($"/{kept}/merge", new { customerId = gone })).Ok.GetProperty("id").GetGuid();

        var one = await book.Find(kept);
        ListOf(one, "phones").ShouldBe(["+60123456789", "+60198765432"]);
        ListOf(one, "emails").ShouldBe(["ali@example.my"]);
        ListOf(one, "tags").ShouldBe(["Lama", "VIP"]);
        one.GetProperty("tin").GetString().ShouldBe("IG845462070");
        one.GetProperty("identity").GetString().ShouldBe("880214105566");
        one.GetProperty("group").GetString().ShouldBe("Borong");
        one.GetProperty("addresses").GetArrayLength().ShouldBe(1);
        one.GetProperty("consents").GetArrayLength().ShouldBe(1);
        (await book.Find(gone)).GetProperty("mergedInto").GetGuid().ShouldBe(kept);
        (await book.LookUp("0198765432")).ShouldBe(["Ali bin Abu"]);
        (await book.Names("archived=all")).ShouldBe(["Ali bin Abu"]);
        (await book.Put(gone, new { name = "X" })).ShouldBeRefused("trade.customer_merged", 409);
        (await book.Post($"/{gone}/restore")).ShouldBeRefused("trade.customer_merged", 409);

        // In between: another phone, the address is gone, the note is another, one more agreement.
        await book.Put(
            kept,
            new
            {
                name = "Ali bin Abu",
                phones = new[] { "0123456789", "0198765432", "0121111111" },
                emails = new[] { "ali@example.my" },
                tin = "IG845462070",
                identity = "880214105566",
                group = "Borong",
                tags = new[] { "VIP", "Lama", "Baru" },
                note = "suka teh",
            }
        );
        await book.Post($"/{kept}/consents", new { purpose = "loyalty", channel = "form" });
        (await book.Post($"/merges/{merge}/undo")).Ok.GetProperty("id").GetGuid().ShouldBe(gone);

        var (first, second) = (await book.Find(kept), await book.Find(gone));
        ListOf(first, "phones").ShouldBe(["+60123456789", "+60121111111"]);
        ListOf(first, "emails").ShouldBeEmpty();
        ListOf(first, "tags").ShouldBe(["Baru", "VIP"]);
        first.GetProperty("tin").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        first.GetProperty("identity").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        second.GetProperty("identity").GetString().ShouldBe("880214105566");
        first.GetProperty("note").GetString().ShouldBe("suka teh");
        first.GetProperty("consents")[0].GetProperty("purpose").GetString().ShouldBe("loyalty");
        ListOf(second, "phones").ShouldBe(["+60198765432"]);
        ListOf(second, "emails").ShouldBe(["ali@example.my"]);
        second.GetProperty("tin").GetString().ShouldBe("IG845462070");
        second.GetProperty("archived").GetBoolean().ShouldBeFalse();
        second.GetProperty("consents")[0].GetProperty("purpose").GetString().ShouldBe("marketing");
        (await book.LookUp("0198765432")).ShouldBe(["Ali Abu"]);
        (await book.LookUp("kopi")).ShouldBeEmpty();
        // Whose numbers they are is as before: nobody else gets them unasked.
        (await book.Post("", new { name = "C", phones = new[] { "0198765432" } })).ShouldBeRefused("trade.customer_phone_taken", 409);
    }

    [Fact]
    public async Task Merges_upon_merges_are_undone_from_the_last()
    {
        using var book = await Open(app);
        var (a, b, c) = (await book.Add("A", "0121111111"), await book.Add("B", "0122222222"), await book.Add("C", "0133333333"));
        var first = (await book.Post($"/{b}/merge", new { customerId = a })).Ok.GetProperty("id").GetGuid();
        var second = (await book.Post($"/{c}/merge", new { customerId = b })).Ok.GetProperty("id").GetGuid();

        (await book.Find(a)).GetProperty("mergedInto").GetGuid().ShouldBe(c);
        (await book.LookUp("0121111111")).ShouldBe(["C"]);
        (await book.Post($"/merges/{first}/undo")).ShouldBeRefused("trade.merge_overlaid", 409);

        (await book.Post($"/merges/{second}/undo")).Status.ShouldBe(200);
        (await book.Find(a)).GetProperty("mergedInto").GetGuid().ShouldBe(b);
        (await book.LookUp("0121111111")).ShouldBe(["B"]);
        (await book.Post($"/merges/{first}/undo")).Status.ShouldBe(200);
        (await book.LookUp("0121111111")).ShouldBe(["A"]);
        (await book.Post($"/merges/{first}/undo")).ShouldBeRefused("trade.merge_undone", 409);
    }

    [Fact]
    public async Task What_cannot_be_merged_is_refused_by_name()
    {
        using var book = await Open(app);
        var (a, b) = (await book.Add("A"), await book.Add("B"));
        (await book.Post($"/{a}/merge", new { customerId = a })).ShouldBeRefused("trade.merge_with_itself", 400);
        (await book.Post($"/{a}/merge", new { })).ShouldBeRefused("platform.required", 400);
        (await book.Post($"/{a}/merge", new { customerId = Guid.NewGuid() })).ShouldBeRefused("trade.customer_not_found", 404);
        (await book.Post($"/merges/{Guid.NewGuid()}/undo")).ShouldBeRefused("trade.merge_not_found", 404);
        await book.Archive(b);
        (await book.Post($"/{a}/merge", new { customerId = b })).ShouldBeRefused("trade.merge_of_archived", 409);
        using var other = await Open(app);
        var theirs = await other.Add("Theirs");
        (await book.Post($"/{a}/merge", new { customerId = theirs })).ShouldBeRefused("trade.customer_not_found", 404);
    }
}
