using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Platform.Tests.Accounts;
using Niaga.Platform.Tests.Fields;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>A form sent twice is done once, whatever it is for.</summary>
public sealed partial class FormOnceTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_form_sent_many_times_at_once_makes_one_and_each_is_led_to_it()
    {
        var shop = await app.SignUp();
        using var browser = await app.SignedIn(shop);
        var form = await browser.Get($"/{shop.Slug}/customers/new");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => browser.Post(form, "customer", ("Form.Name", "Siti"))));
        var to = answers.Select(a => a.Location).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        to.ShouldContain("/customers/");
        (await Customers(shop)).ShouldBe(1);
        // Who sends it by hand once more hears that it was there.
        (await browser.Post(form, "customer", ("Form.Name", "Siti"))).Location.ShouldBe(to);
        (await browser.Get(to)).Text.ShouldContain("This was saved already. Nothing was done twice.");
        (await browser.Get(to)).Text.ShouldNotContain("saved already");
        (await Customers(shop)).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_form_with_other_values_is_told_so_and_may_then_be_saved_as_a_second()
    {
        var shop = await app.SignUp();
        using var browser = await app.SignedIn(shop);
        var form = await browser.Get($"/{shop.Slug}/customers/new");
        (await browser.Post(form, "customer", ("Form.Name", "Siti"))).Status.ShouldBe(HttpStatusCode.Redirect);

        var again = await browser.Post(form, "customer", ("Form.Name", "Siti Aminah"));
        again.Text.ShouldContain("This form was saved already, with what it held before.");
        again.Body.ShouldContain("value=\"Siti Aminah\"");
        (await Customers(shop)).ShouldBe(1);
        (await browser.Post(again, "customer", ("Form.Name", "Siti Aminah"))).Status.ShouldBe(HttpStatusCode.Redirect);
        (await Customers(shop)).ShouldBe(2);
    }

    [Fact]
    public async Task A_form_is_done_at_the_place_its_page_was_of_whatever_another_tab_has_chosen_since()
    {
        var shop = await app.SignUp();
        var first = Guid.Parse(await shop.Ask<string>("SELECT branch_id::text FROM trade.branches"));
        var klang = await shop.AddPlace(new("Klang"));
        using var client = await shop.Client();
        var product = (await client.Product(new { })).Split('/')[^1];
        using var browser = await app.SignedIn(shop);
        var adjust = $"/{shop.Slug}/stock/adjust?product={product}";
        // A count is of one place's shelf.
        var adjustPage = await browser.Get(adjust);
        adjustPage.Text.ShouldContain("Where did you count?");
        adjustPage.Text.ShouldContain($"&branch={klang}");
        await Choose(klang);
        var atKlang = await browser.Get(adjust);
        await Choose(null);
        var atAll = await browser.Get($"/{shop.Slug}/stock/receive");
        atAll.Text.ShouldContain("These goods are added at");
        await Choose(first);
        (await Count(atKlang, "7")).ShouldBe(HttpStatusCode.Redirect);
        (await Levels()).ShouldBe($"{klang}=7000");
        await Choose(klang);
        // Where none is chosen it is done at the first.
        var sku = await shop.Ask<string>("SELECT sku FROM retail.products");
        (await browser.Post(atAll, "receive", ("Lines[0].Code", sku), ("Lines[0].Quantity", "5"))).Status.ShouldBe(HttpStatusCode.Redirect);
        (await Levels()).ShouldBe($"{first}=5000 {klang}=7000");

        // A place that holds nothing may be closed, also while a form of it is open.
        (await Count(await browser.Get(adjust), "0")).ShouldBe(HttpStatusCode.Redirect);
        var late = await browser.Get(adjust);
        await Choose(first);
        (await Count(late, "8", ("_at", Guid.NewGuid().ToString()))).ShouldBe(HttpStatusCode.NotFound);
        await shop.ClosePlace(klang);
        (await Count(late, "9")).ShouldBe(HttpStatusCode.NotFound);
        (await Levels()).ShouldBe($"{first}=5000");

        Task<Page> Choose(Guid? place) =>
            browser.Script(adjustPage, $"/{shop.Slug}/branch", ("Branch", place?.ToString() ?? ""), ("returnUrl", ""));

        async Task<HttpStatusCode> Count(Page page, string counted, params (string, string)[] more) =>
            (await browser.Post(page, "adjust", [("Form.Counted", counted), ("Form.Reason", "count"), .. more])).Status;

        Task<string> Levels() =>
            shop.Ask<string>(
                "SELECT string_agg(location_id || '=' || on_hand, ' ' ORDER BY b.place) FROM trade.stock_levels l "
                    + "JOIN trade.branches b ON b.branch_id = l.location_id WHERE on_hand <> 0"
            );
    }

    [Fact]
    public async Task A_refused_form_is_done_when_it_is_right_and_anothers_mark_is_nobody_elses()
    {
        var (mine, theirs) = (await app.SignUp(), await app.SignUp());
        using var browser = await app.SignedIn(mine);
        using var other = await app.SignedIn(theirs);
        var form = await browser.Get($"/{mine.Slug}/customers/new");
        (await browser.Post(form, "customer", ("Form.Name", ""))).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.Post(form, "customer", ("Form.Name", "Siti"))).Status.ShouldBe(HttpStatusCode.Redirect);

        var mark = Mark().Match(form.Body).Groups[1].Value;
        var made = await other.Post(await other.Get($"/{theirs.Slug}/customers/new"), "customer", ("Form.Name", "Siti"), ("_once", mark));
        made.Status.ShouldBe(HttpStatusCode.Redirect);
        (await Customers(theirs)).ShouldBe(1);
    }

    /// <summary>
    /// What any use case answers is kept as JSON for a repeat: read back it must be whole. A type that loses something on the way would
    /// answer the second asking with something empty.
    /// </summary>
    [Fact]
    public void Every_answer_of_a_use_case_survives_being_kept()
    {
        var answers = AppDomain
            .CurrentDomain.GetAssemblies()
            .Where(IsOurs)
            .SelectMany(a => a.GetTypes())
            .Select(t => t.BaseType)
            .Where(b => b is { IsGenericType: true } && b.GetGenericTypeDefinition() == typeof(UseCase<,,>) && !b.ContainsGenericParameters)
            .Select(b => b!.GetGenericArguments()[2])
            .Distinct()
            .ToArray();
        answers.Length.ShouldBeGreaterThan(20);
        var seen = new HashSet<Type>();
        var lost = answers.SelectMany(a => Lost(a, a.Name, seen)).ToArray();
        lost.ShouldBeEmpty();
    }

    private static IEnumerable<string> Lost(Type type, string path, HashSet<Type> seen)
    {
        if (!seen.Add(type))
            yield break;

        var made = JsonSerializerOptions.Default.GetTypeInfo(type);
        if (made.ElementType is { } element)
        {
            foreach (var one in Lost(element, path + "[]", seen))
                yield return one;
            yield break;
        }
        if (made.Kind != System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Object)
            yield break;

        if (made.CreateObject is null && made.Properties.All(p => p.AssociatedParameter is null))
        {
            yield return $"{path}: {type.Name} can't be made again";
            yield break;
        }
        var given = made.Properties.Where(p => p.AssociatedParameter is not null || p.Set is not null).Select(p => p.Name).ToHashSet();
        foreach (var property in made.Properties.Where(p => p.Get is not null))
        {
            if (!given.Contains(property.Name) && property.AttributeProvider is PropertyInfo { SetMethod: not null } or FieldInfo)
                yield return $"{path}.{property.Name} is written and never read back";
            foreach (var one in Lost(property.PropertyType, $"{path}.{property.Name}", seen))
                yield return one;
        }
    }

    private static bool IsOurs(Assembly assembly) => assembly.GetName().Name!.StartsWith("Niaga.", StringComparison.Ordinal);

    private static Task<long> Customers(TestBusiness shop) => shop.Ask<long>("SELECT count(*) FROM trade.customers");

    [GeneratedRegex("name=\"_once\" value=\"([^\"]*)\"")]
    private static partial Regex Mark();
}
