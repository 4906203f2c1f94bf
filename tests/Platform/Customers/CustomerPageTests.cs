using Niaga.Platform.Callers;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Niaga.Trade.Customers;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Customers;

/// <summary>The pages of customers, as somebody without a script uses them.</summary>
public sealed class CustomerPageTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_customer_is_added_put_right_changed_and_archived_with_undo()
    {
        using var book = await CustomerBook.Open(app);
        using var owner = await Owner(book);
        var root = $"/{book.Business.Slug}/customers";
        (await owner.Get(root)).Text.ShouldContain("No customers yet");
        var form = await owner.Get($"{root}/new");

        var wrong = await owner.Post(
            form,
            "customer",
            ("Form.Kind", "company"),
            ("Form.Name", "Maju Jaya"),
            ("Form.Phones[0]", "0123456789"),
            ("Form.Phones[1]", "12"),
            ("Form.Emails[0]", ""),
            ("Form.Tags", $"VIP, {new string('x', 41)}"),
            ("Form.Addresses[0].line1", "12, Jalan Meru"),
            ("Form.Addresses[0].postcode", "41050"),
            ("Form.Addresses[0].state", "01")
        );

        wrong.ErrorOf("Phones-1-").ShouldNotBeNull().ShouldContain("no phone number");
        wrong.ErrorOf("Addresses-0--postcode").ShouldNotBeNull().ShouldContain("Johor");
        wrong.ErrorOf("Tags").ShouldNotBeNull();
        wrong.Body.ShouldContain("value=\"Maju Jaya\"", Case.Sensitive, "nothing typed is lost");
        wrong.Body.ShouldContain("value=\"12, Jalan Meru\"");

        var added = await owner.Post(
            wrong,
            "customer",
            ("Form.Kind", "company"),
            ("Form.Name", "Maju Jaya"),
            ("Form.Phones[0]", "0123456789"),
            ("Form.Tags", "VIP"),
            ("Form.Addresses[0].line1", "12, Jalan Meru"),
            ("Form.Addresses[0].postcode", "41050"),
            ("Form.Addresses[0].town", "Klang"),
            ("Form.Addresses[0].state", "10"),
            ("Form.CreditLimit", "1500")
        );
        var path = added.Location!;
        var page = await owner.Get(path);
        foreach (
            var fact in new[]
            {
                "Maju Jaya",
                "012-345 6789",
                "12, Jalan Meru, 41050 Klang, Selangor",
                "RM1,500.00",
                "VIP",
                "Customer added",
            }
        )
            page.Text.ShouldContain(fact);
        page.Body.ShouldContain("https://wa.me/60123456789");

        var (edit, later) = (await owner.Get(path + "/edit"), await owner.Get(path + "/edit"));
        edit.Body.ShouldContain("value=\"012-345 6789\"");
        var saved = await owner.Post(
            edit,
            "customer",
            ("Form.Kind", "company"),
            ("Form.Name", "Maju Jaya Sdn Bhd"),
            ("Form.Phones[0]", "0123456789")
        );
        saved.Location.ShouldEndWith(path.Split('/')[^1]);
        (await owner.Post(later, "customer", ("Form.Name", "Stale"))).Text.ShouldContain("changed");
        (await owner.Get(path)).Text.ShouldContain("Maju Jaya Sdn Bhd");

        var shown = await owner.Get(path);
        await owner.Post(shown, "archive");
        // The same in a tab that still shows them as they were.
        await owner.Post(shown, "archive");
        (await owner.Get(path)).Text.ShouldContain("Archived");
        (await owner.Get($"{root}?archived=true")).Text.ShouldContain("Maju Jaya Sdn Bhd");
        (await owner.Get($"{root}?archived=true&q=jaya")).Text.ShouldContain("Maju Jaya Sdn Bhd");
        (await owner.Get($"{root}?archived=true&q=kaya")).Text.ShouldNotContain("Maju Jaya Sdn Bhd");
        await owner.Post(await owner.Get(path), "archive");
        (await owner.Get(root)).Text.ShouldContain("Maju Jaya Sdn Bhd");
    }

    [Fact]
    public async Task A_phone_that_another_has_is_saved_once_somebody_says_that_they_share_it()
    {
        using var book = await CustomerBook.Open(app);
        await book.Add("Mak Cik Kiah", "0123456789");
        using var owner = await Owner(book);
        var form = await owner.Get($"/{book.Business.Slug}/customers/new?name=Anak&phone=0123456789");
        form.Body.ShouldNotContain("Form.Shared");

        var refused = await owner.Post(form, "customer", ("Form.Name", "Anak"), ("Form.Phones[0]", "0123456789"));
        refused.ErrorOf("Phones-0-").ShouldNotBeNull().ShouldContain("Mak Cik Kiah");

        var added = await owner.Post(refused, "customer", ("Form.Name", "Anak"), ("Form.Phones[0]", "0123456789"), ("Form.Shared", "true"));
        added.Location.ShouldNotBeNull();
        (await book.LookUp("0123456789")).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Two_become_one_and_two_again()
    {
        using var book = await CustomerBook.Open(app);
        var (kept, gone) = (await book.Add("Ali bin Abu", "0123456789"), await book.Add("Ali Abu", "0198765432"));
        using var owner = await Owner(book);
        var root = $"/{book.Business.Slug}/customers";

        var choose = await owner.Get($"{root}/{kept}/merge");
        choose.Text.ShouldContain("similar name");
        var ask = await owner.Get($"{root}/{kept}/merge?with={gone}");
        ask.Text.ShouldContain("019-876 5432");
        var merged = await owner.Post(ask, "merge");

        var page = await owner.Get(merged.Location!);
        page.Text.ShouldContain("Ali Abu is now part of Ali bin Abu");
        page.Text.ShouldContain("019-876 5432");
        (await owner.Get($"{root}/{gone}")).Text.ShouldContain("is now found as");
        var merge = await book.Business.Ask<Guid>("SELECT merge_id FROM trade.customer_merges");
        (await owner.Post(page, "undo-merge", ("Form.Merge", merge.ToString()))).Location.ShouldEndWith(gone.ToString());
        (await owner.Get(root)).Text.ShouldContain("019-876 5432");
    }

    [Fact]
    public async Task What_they_agreed_to_is_recorded_and_withdrawn_on_their_page()
    {
        using var book = await CustomerBook.Open(app);
        var id = await book.Add("Siti");
        using var owner = await Owner(book);
        var path = $"/{book.Business.Slug}/customers/{id}?tab=consents";

        await owner.Post(await owner.Get(path), "consent", ("Form.Purpose", "marketing"), ("Form.Channel", "message"));
        var page = await owner.Get(path);
        page.Text.ShouldContain("by message");
        page.Text.ShouldContain("Holds");
        var consent = await book.Business.Ask<Guid>("SELECT consent_id FROM trade.customer_consents");
        await owner.Post(page, "withdraw", ("Form.Consent", consent.ToString()), ("Form.Channel", "phone"));
        (await owner.Get(path)).Text.ShouldContain("Withdrawn");
    }

    [Theory]
    [InlineData("manager", true, true, true, true)]
    [InlineData("staff", true, true, false, false)]
    [InlineData("accountant", true, true, false, true)]
    [InlineData("read-only", true, false, false, false)]
    [InlineData("retail.cashier", false, false, false, false)]
    public async Task Each_role_opens_what_is_its_own(string role, bool list, bool edit, bool merge, bool export)
    {
        using var book = await CustomerBook.Open(app);
        var id = await book.Add("Siti", "0123456789");
        using var member = new Browser(app);
        await member.SignIn((await app.Hire(book.Business, role)).Email);
        var root = $"/{book.Business.Slug}/customers";

        foreach (
            var (path, open) in new[]
            {
                (root, list),
                ($"{root}/{id}", list),
                ($"{root}/new", edit),
                ($"{root}/{id}/edit", edit),
                ($"{root}/{id}/merge", merge),
                ($"{root}.csv", export),
                ($"{root}.xlsx", export),
                ($"{root}/{id}/looks", role == "manager"),
                ($"{root}/{id}/looks.csv", role == "manager"),
            }
        )
            ((int)(await member.Get(path)).Status).ShouldBe(open ? 200 : 403, path);
        if (edit)
            (await member.Get($"{root}/new")).Body.Contains("Form.CreditLimit", StringComparison.Ordinal).ShouldBe(role != "staff");
        (await member.Get($"/{book.Business.Slug}/search?q=siti")).Text.Contains("012-345 6789", StringComparison.Ordinal).ShouldBe(list);
    }

    [Fact]
    public async Task Who_looked_is_listed_with_purpose_and_fields_in_parts_and_as_a_file_and_that_of_whoever_was_merged_too()
    {
        using var book = await CustomerBook.Open(app);
        var (kept, gone) = (await book.Add("Siti binti Ali", "0123456789"), await book.Add("Siti Ali", "0198765432"));
        using var staff = new Browser(app);
        await staff.SignIn((await app.Hire(book.Business, "staff", "Farah Lim")).Email);
        var root = $"/{book.Business.Slug}/customers";
        (await book.Get($"/{kept}/looks")).Ok.GetProperty("items").GetArrayLength().ShouldBe(0);

        await staff.Get($"{root}/{kept}");
        await staff.Get($"{root}/{gone}");
        await book.LookUp("0123456789");

        var looks = (await book.Get($"/{kept}/looks")).Ok.GetProperty("items").EnumerateArray().ToArray();
        looks.Select(l => l.GetProperty("purpose").GetString()).ShouldBe(["sale", "service"]);
        looks[0].GetProperty("channel").GetString().ShouldBe("api");
        CustomerBook.ListOf(looks[0], "fields").ShouldBe(["name", "phone"]);
        looks[1].GetProperty("person").GetString().ShouldBe("Farah Lim");
        CustomerBook.ListOf(looks[1], "fields").ShouldBe(CustomerFacts.All);
        looks[1].GetProperty("route").GetString().ShouldBe("/customers/{Id:guid}");

        // One by one, and none twice: the merge showed both of them at once.
        await book.Post($"/{kept}/merge", new { customerId = gone });
        var family = (await book.Get($"/{kept}/looks?limit=100")).Ok.GetProperty("items").EnumerateArray().Select(Time).ToArray();
        family.Length.ShouldBe((await book.Get($"/{gone}/looks?limit=100")).Ok.GetProperty("items").GetArrayLength() + 2);
        family.ShouldBe(family.OrderDescending());
        var (parts, cursor) = (new List<DateTimeOffset>(), "");
        while (cursor is not null)
        {
            var part = (await book.Get($"/{kept}/looks?limit=1{cursor}")).Ok;
            parts.AddRange(part.GetProperty("items").EnumerateArray().Select(Time));
            cursor = part.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : null;
        }
        parts.ShouldBe(family);
        (await book.Get($"/{kept}/looks?cursor=abc")).ShouldBeRefused("platform.cursor_invalid", 400);
        (await book.Get($"/{kept}/looks?limit=101")).ShouldBeRefused("trade.customer_limit_invalid", 400);

        using var owner = await Owner(book);
        (await owner.Get($"{root}/{kept}")).Body.ShouldContain($"customers/{kept}/looks");
        var page = await owner.Get($"{root}/{kept}/looks");
        page.Text.ShouldContain("the data of Siti binti Ali was shown");
        page.Text.ShouldContain("Farah Lim");
        page.Text.ShouldContain("To serve them");
        page.Text.ShouldContain("name, phone, e-mail, address, TIN, identity number, SSM number, note, the business's own fields");
        (await owner.Get($"{root}/{kept}/looks")).Text.ShouldContain("Because they asked for it", Case.Sensitive, "that was a look too");
        (await owner.Get($"{root}/{kept}/looks?page=abc")).Text.ShouldContain("This cursor");
        (await owner.Get($"{root}/{kept}/looks.csv")).Body.ShouldContain("Farah Lim");

        // The log of all acts leaves reads out, and tells them in words to whoever asks for them.
        (await owner.Get($"/{book.Business.Slug}/settings/audit")).Text.ShouldNotContain("To serve them");
        var log = await owner.Get($"/{book.Business.Slug}/settings/audit?what=platform.personal_data_read");
        log.Text.ShouldContain("To serve them");
        log.Text.ShouldContain("2 records");
        log.Text.ShouldContain("/customers/…");
        log.Text.ShouldNotContain(kept.ToString());

        static DateTimeOffset Time(System.Text.Json.JsonElement look) => look.GetProperty("at").GetDateTimeOffset();
    }

    [Fact]
    public async Task Who_looked_is_told_of_no_other_business_and_without_the_name_to_whoever_may_not_see_customers()
    {
        using var book = await CustomerBook.Open(app);
        using var other = await CustomerBook.Open(app);
        var (id, theirs) = (await book.Add("Siti binti Ali"), await other.Add("Farah Lim"));
        await other.Find(theirs);
        (await book.Get($"/{theirs}/looks")).ShouldBeRefused("trade.customer_not_found", 404);
        using var owner = await Owner(book);
        var root = $"/{book.Business.Slug}/customers";
        ((int)(await owner.Get($"{root}/{theirs}/looks")).Status).ShouldBe(404);
        ((int)(await owner.Get($"{root}/{theirs}/looks.csv")).Status).ShouldBe(404);

        var role = await app.MakeRole(book.Business, "Juruaudit", PlatformPermissions.AuditView);
        using var auditor = new Browser(app);
        await auditor.SignIn((await app.Hire(book.Business, $"custom.{role}")).Email);
        var page = await auditor.Get($"{root}/{id}/looks");
        page.Text.ShouldContain("this customer's data");
        page.Text.ShouldNotContain("Siti");
    }

    [Fact]
    public async Task Who_may_not_choose_a_limit_leaves_it_and_changes_the_rest()
    {
        using var book = await CustomerBook.Open(app);
        var id = await book.Add(new { name = "Siti", creditLimit = "500.00" });
        using var staff = new Browser(app);
        await staff.SignIn((await app.Hire(book.Business, "staff")).Email);
        var path = $"/{book.Business.Slug}/customers/{id}";

        await staff.Post(await staff.Get(path + "/edit"), "customer", ("Form.Name", "Siti Aminah"));
        (await book.Find(id)).GetProperty("creditLimit").GetString().ShouldBe("500.00");
        (await book.Find(id)).GetProperty("name").GetString().ShouldBe("Siti Aminah");

        var forced = await staff.Post(await staff.Get(path + "/edit"), "customer", ("Form.Name", "Siti"), ("Form.CreditLimit", "9999"));
        forced.Text.ShouldContain("may not choose a credit limit");
        (await book.Find(id)).GetProperty("creditLimit").GetString().ShouldBe("500.00");
    }

    private async Task<Browser> Owner(CustomerBook book)
    {
        var browser = new Browser(app);
        await browser.SignIn(book.Business.Email);
        return browser;
    }
}
