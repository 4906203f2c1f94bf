using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Help;
using Niaga.Platform.Modules;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Security;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Help;

/// <summary>Every page has its help in every language, true to its labels, for those who may open it.</summary>
public sealed class HelpTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public void Every_page_has_its_article_in_every_language_built_alike()
    {
        var help = app.Services.GetRequiredService<HelpCatalog>();
        help.Articles.Count().ShouldBeGreaterThan(60);
        help.Complaints(app.Services.GetRequiredService<ModuleCatalog>()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/", "home")]
    [InlineData("/products/{Id:guid}/edit", "products.one.edit")]
    [InlineData("/en/sign-up", "sign-up")]
    [InlineData("/settings/webhooks/{WebhookId:guid}/deliveries/{DeliveryId:guid}", "settings.webhooks.one.deliveries.one")]
    public void An_article_is_called_as_its_page_is(string route, string key) => HelpKey.Of(route).ShouldBe(key);

    [Fact]
    public void A_file_shows_labels_as_the_page_does_and_no_tags()
    {
        var texts = app.Services.GetRequiredService<Texts.TextCatalog>();
        var file = new HelpFile(
            "area: stock\nwords: kedai\n---\n# A <b>bold</b> title\n\nPress {{text:ui.save}} & go.\n\n1. One\n2. Two\n"
        );
        var read = file.Read(texts, Texts.Language.Malay);
        file.Area.ShouldBe("stock");
        read.Html.ShouldContain($"<strong>{texts.Get(Texts.Language.Malay, "ui.save")}</strong>");
        read.Html.ShouldNotContain("<b>");
        read.Outline.ShouldBe(["h1", "p", "ol of 2"]);
        read.Names.ShouldContain("kedai");
    }

    [Fact]
    public async Task Contents_articles_and_search_show_what_a_reader_may_open()
    {
        var shop = await app.SignUp();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var all = await owner.Get($"/{shop.Slug}/help");
        all.Body.ShouldContain("href=\"help/settings.members\"");
        all.Body.ShouldContain("href=\"help/products.import\"");
        (await owner.Get($"/{shop.Slug}/products")).Body.ShouldContain("href=\"help/products\" data-help-open");
        (await owner.Get($"/{shop.Slug}/help/products")).Body.ShouldContain("data-help-article");
        (await owner.Get($"/{shop.Slug}/help/nothing.here")).Status.ShouldBe(HttpStatusCode.NotFound);
        // Words of either language, in any order, by their beginnings.
        foreach (var words in new[] { "price%20list", "senarai%20harga", "harga%20senar", "LIST%20pric" })
            (await owner.Get($"/{shop.Slug}/help?q={words}")).Body.ShouldContain("href=\"help/products.import\"", customMessage: words);
        (await owner.Get($"/{shop.Slug}/help?q=zzzz")).Body.ShouldContain("href=\"help\">");
        (await owner.Get($"/{shop.Slug}/search?q=barcode%20list")).Body.ShouldContain("href=\"help/products\"");

        var staff = await app.Hire(shop, "retail.cashier");
        using var cashier = new Browser(app);
        await cashier.SignIn(staff.Email);
        var less = await cashier.Get($"/{shop.Slug}/help");
        less.Body.ShouldContain("href=\"help/till\"");
        less.Body.ShouldNotContain("href=\"help/settings.members\"");
        (await cashier.Get($"/{shop.Slug}/help/settings.members")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await cashier.Get($"/{shop.Slug}/help?q=invite")).Body.ShouldNotContain("help/settings.members.invite");
    }

    [Fact]
    public async Task Who_is_not_signed_in_reads_the_help_of_public_pages_alone()
    {
        using var visitor = new Browser(app);
        var contents = await visitor.Get("/ms/help");
        contents.Body.ShouldContain("href=\"/ms/help/sign-up\"");
        contents.Body.ShouldNotContain("help/products");
        (await visitor.Get("/ms/help/products")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.Get("/ms/help/guide.selling")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.Get("/en/sign-in")).Body.ShouldContain("href=\"/en/help/sign-in\" data-help-open");
        (await visitor.Get("/en/help/sign-in")).Body.ShouldContain("rel=\"canonical\"");
    }

    [Theory]
    [InlineData("products", "products/new", "products/import", "Nobody has added a product yet")]
    [InlineData("customers", "customers/new", "customers/import", "Nobody was added yet")]
    [InlineData("stock", "products/new", null, "Nobody has counted or received anything yet")]
    [InlineData("sales", "till", null, "Every sale at the till appears here")]
    public async Task An_empty_page_says_what_will_stand_there_and_offers_the_first_act_to_who_may(
        string path,
        string act,
        string? import,
        string readerReads
    )
    {
        var shop = await app.SignUp();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var page = await owner.Get($"/{shop.Slug}/{path}");
        var empty = Empty(page.Body);
        empty.ShouldContain($"class=\"btn btn-primary\" href=\"{act}\"");
        if (import is not null)
            empty.ShouldContain($"href=\"{import}\"");

        using var reader = new Browser(app);
        await reader.SignIn((await app.Hire(shop, "read-only")).Email);
        var read = await reader.Get($"/{shop.Slug}/{path}");
        Empty(read.Body).ShouldNotContain($"href=\"{act}\"");
        read.Text.ShouldContain(readerReads);
    }

    [Theory]
    [InlineData("products")]
    [InlineData("customers")]
    [InlineData("stock")]
    [InlineData("settings/members")]
    public async Task What_a_search_hides_comes_back_by_one_press(string path)
    {
        var shop = await app.SignUp();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var page = await owner.Get($"/{shop.Slug}/{path}?q=zzzzz");
        Empty(page.Body).ShouldContain($"href=\"/{shop.Slug}/{path}\" data-clear-filters");
        Empty(page.Body).ShouldNotContain("btn-primary");
    }

    [Fact]
    public async Task Where_the_operator_gave_no_address_people_are_told_whom_to_ask()
    {
        var shop = await app.SignUp();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var member = await app.Hire(shop, "staff", "Nur Aisyah");
        using var staff = await app.Enter(member.Email);
        (await staff.Get($"/{shop.Slug}/help/products")).Text.ShouldContain("Ask the owner of your business.");
        (await staff.Get($"/{shop.Slug}/help/contact")).Text.ShouldContain("In your business you can ask Siti Owner.");
        // Nobody is told to ask themselves.
        foreach (var page in (string[])["products", "contact"])
        {
            var text = (await owner.Get($"/{shop.Slug}/help/{page}")).Text;
            text.ShouldContain("Ask the person who set it up for you.");
            text.ShouldNotContain("Siti Owner.");
        }
    }

    private static string Empty(string body) => body.Split("class=\"nothing\"")[1].Split("</main>")[0];
}
