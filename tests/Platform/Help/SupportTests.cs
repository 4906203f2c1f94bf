using System.Net;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Notifications;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Help;

/// <summary>Niaga whose operator can be reached.</summary>
public sealed class SupportedApp : NiagaApp
{
    public const string Operator = "help@operator.example";

    protected override string[] Configuration =>
        [
            $"--Support:Email={Operator}",
            "--Support:Phone=03-1234 5678",
            "--Support:WhatsApp=012-345 6789",
            "--Support:Hours:en=Monday to Friday",
            "--Attempts:QuestionsPerNetworkAddress=4",
        ];
}

/// <summary>Whoever is stuck reaches the operator.</summary>
public sealed class SupportTests(SupportedApp app) : IClassFixture<SupportedApp>
{
    [Fact]
    public async Task A_question_reaches_the_operator_with_what_helps_and_a_reference_and_few_in_a_while()
    {
        var shop = await app.SignUp();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var article = await owner.Get($"/{shop.Slug}/help/products");
        article.Body.ShouldContain("href=\"help/contact?about=products\"");
        article.Body.ShouldContain("https://wa.me/60123456789");
        article.Text.ShouldContain("We answer Monday to Friday.");

        var form = await owner.Get($"/{shop.Slug}/help/contact?about=products");
        var bad = await owner.Post(form, "contact", ("Form.Text", ""), ("Form.ReplyTo", "no address"));
        bad.Status.ShouldBe(HttpStatusCode.OK);
        var refused = await owner.Post(form, "contact", ("Form.Text", "x"), ("Form.ReplyTo", "a@b.my\r\nBcc: c@d.my"));
        refused.Status.ShouldBe(HttpStatusCode.OK);
        app.MailsTo(SupportedApp.Operator).ShouldBeEmpty();

        var sent = await owner.Post(form, "contact", ("Form.Text", "Why is it blue?\nReally."), ("Form.ReplyTo", "siti@kedai.my"));
        sent.Status.ShouldBe(HttpStatusCode.Found);
        await Until.True(() => app.MailsTo(SupportedApp.Operator).Count == 1, "the question is mailed");
        var mail = app.MailsTo(SupportedApp.Operator)[0];
        mail.ReplyTo.ToString().ShouldBe("siti@kedai.my");
        var reference = mail.Subject!.Split(' ')[0];
        sent.Location.ShouldEndWith($"help/contact?sent={reference}");
        (await owner.Get($"/{shop.Slug}/help/contact?sent={reference}")).Text.ShouldContain($"Your reference is {reference}.");
        var text = mail.TextBody!;
        foreach (var part in new[] { "Why is it blue?", "Page: products", "Role: owner", $"Business: {shop.Slug}", "Browser:" })
            text.ShouldContain(part);
        text.ShouldNotContain("Siti Owner");
        text.ShouldNotContain(shop.Email);

        // Two were refused and one was sent: one more, and the limit is reached.
        (await Ask(owner, shop)).ShouldBe(HttpStatusCode.Found);
        (await Ask(owner, shop)).ShouldBe(HttpStatusCode.TooManyRequests);

        using var visitor = new Browser(app);
        (await visitor.Get("/en/help/sign-in")).Body.ShouldContain($"mailto:{SupportedApp.Operator}");
    }

    private static async Task<HttpStatusCode> Ask(Browser browser, TestBusiness shop) =>
        (
            await browser.Post(
                await browser.Get($"/{shop.Slug}/help/contact"),
                "contact",
                ("Form.Text", "Again"),
                ("Form.ReplyTo", "siti@kedai.my")
            )
        ).Status;
}
