using System.Net;
using Niaga.Identity.Accounts;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Accounts;

public sealed class ConfirmEmailTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Signing_up_brings_a_letter_whose_link_confirms_once_and_only_by_the_button()
    {
        using var browser = new Browser(app);
        var slug = AccountSteps.Fresh();
        var email = $"{slug}@kedai.my";
        await browser.SignUp(slug, email, "kuih lapis sedap");
        (await browser.Get($"/{slug}/")).Text.ShouldContain("Confirm your e-mail");
        var path = await app.Link(email);
        path.ShouldStartWith("/confirm-email?person=");

        // A program that looks through mail opens the link; so does the browser, here one that is not signed in.
        using var elsewhere = new Browser(app);
        var page = await elsewhere.Get(path);
        page.Status.ShouldBe(HttpStatusCode.OK);
        (await Confirmed(email)).ShouldBe(0);
        (await elsewhere.Post(page, "confirm-email")).Location.ShouldEndWith("/sign-in");
        (await Confirmed(email)).ShouldBe(1);
        (await browser.Get($"/{slug}/")).Text.ShouldNotContain("Confirm your e-mail");
        (await elsewhere.Post(page, "confirm-email")).Text.ShouldContain("has been used");
        await Logged(slug, "platform.email_confirmed");
    }

    [Fact]
    public async Task A_forged_a_foreign_and_a_broken_link_confirm_nothing()
    {
        var (mine, theirs) = (await New(), await New());
        var path = await app.Link(mine);
        var id = await app.Ask<Guid>("SELECT id FROM platform.people WHERE email = $1", theirs);
        using var browser = new Browser(app);
        foreach (
            var link in new[]
            {
                System.Text.RegularExpressions.Regex.Replace(path, "person=[^&]*", $"person={id}"),
                path + "x",
                path.Replace("code=", "code=x"),
                path + "&address=somebody@example.my",
                "/confirm-email",
                "/confirm-email?person=1&code=a%20b!",
                $"/confirm-email?person={id}&code={new string('A', 5000)}",
            }
        )
        {
            (await browser.Post(await browser.Get(link), "confirm-email")).Text.ShouldContain("has been used", customMessage: link);
        }
        (await Confirmed(mine)).ShouldBe(0);
        (await Confirmed(theirs)).ShouldBe(0);
    }

    [Fact]
    public async Task Where_another_account_has_the_address_the_mailbox_is_told_and_nobody_else()
    {
        var email = await New();
        using var browser = new Browser(app);
        await browser.Post(await browser.Get(await app.Link(email)), "confirm-email");
        await New(email, "kuih koci pulut hitam");
        var second = await app.Link(email, emails: 2);
        var page = await browser.Get(second);
        page.Text.ShouldNotContain("another account");
        (await browser.Post(page, "confirm-email")).Location.ShouldEndWith("/sign-in");
        (await browser.Get("/en/sign-in")).Text.ShouldContain("belongs to your account now");
        (await Confirmed(email)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_who_confirm_one_address_at_once_one_does()
    {
        var email = $"{AccountSteps.Fresh()}@kedai.my";
        for (var i = 1; i <= 4; i++)
            await New(email, $"kuih koci pulut nombor {i}");
        await app.Link(email, emails: 4);
        var links = (await app.Emails(email))
            .Select(l => new Uri(l.Body.Split('\n').First(x => x.StartsWith("http", StringComparison.Ordinal)).Trim()).PathAndQuery)
            .ToArray();
        links.Distinct().Count().ShouldBe(4);
        var answers = await Task.WhenAll(
            links.Select(async link =>
            {
                using var browser = new Browser(app);
                return await browser.Post(await browser.Get(link), "confirm-email");
            })
        );
        answers.ShouldAllBe(a => a.Location != null && a.Location.EndsWith("/sign-in", StringComparison.Ordinal));
        (await Confirmed(email)).ShouldBe(1);
    }

    [Fact]
    public async Task The_letter_is_sent_again_and_five_an_hour_are_enough()
    {
        using var browser = new Browser(app);
        var slug = AccountSteps.Fresh();
        var email = $"{slug}@kedai.my";
        await browser.SignUp(slug, email, "kuih lapis sedap");
        await app.Link(email);
        for (var i = 0; i < EmailQuota.MostInAnHour; i++)
        {
            (await browser.Post(await browser.Get($"/{slug}/settings"), "send-confirmation")).Location.ShouldEndWith($"/{slug}/settings");
        }
        await app.Link(email, emails: EmailQuota.MostInAnHour + 1);
        await browser.Post(await browser.Get($"/{slug}/"), "send-confirmation");
        (await browser.Get($"/{slug}/")).Text.ShouldContain("Five e-mails in an hour");
        // Every one of them works, until one was used.
        var links = (await app.Emails(email))
            .Select(l => new Uri(l.Body.Split('\n').First(x => x.StartsWith("http", StringComparison.Ordinal)).Trim()).PathAndQuery)
            .ToArray();
        (await browser.Post(await browser.Get(links[^1]), "confirm-email")).Status.ShouldBe(HttpStatusCode.Found);
        (await browser.Post(await browser.Get(links[0]), "confirm-email")).Text.ShouldContain("has been used");
        (await app.Emails(email)).Count.ShouldBe(EmailQuota.MostInAnHour + 1);
    }

    [Fact]
    public async Task However_many_accounts_are_made_with_an_address_its_mailbox_gets_ten_letters_an_hour()
    {
        var email = $"{AccountSteps.Fresh()}@kedai.my";
        for (var i = 0; i < MailEmailLink.MostToAnAddress + 3; i++)
            await New(email, $"bubur kacang nombor {i}");
        await Until.True(
            async () =>
                await app.Ask<decimal>(
                    """
                    SELECT coalesce(sum(t.attempts), 0)::numeric FROM platform.attempt_counts t
                    JOIN platform.people p ON p.id = t.person_id WHERE p.email = $1 AND kind = 'email'
                    """,
                    email
                )
                == MailEmailLink.MostToAnAddress + 3,
            "all e-mails come to their turn",
            60
        );
        // A sign-up with another's address is a guess at their password too: what tells of guesses comes beside these.
        var emails = await app.Emails(email);
        emails.Count(e => e.Body.Contains("/confirm-email?", StringComparison.Ordinal)).ShouldBe(MailEmailLink.MostToAnAddress);
        emails.Select(e => e.Subject).Distinct().Count().ShouldBeLessThanOrEqualTo(2, string.Join(" | ", emails.Select(e => e.Subject)));
    }

    [Fact]
    public async Task Sending_again_leads_nowhere_else_and_asks_for_the_token_against_forgery()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        (await browser.Send($"/{business.Slug}/send-confirmation", ("returnUrl", "/"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        var page = await browser.Get($"/{business.Slug}/");
        (await browser.Post(page, "send-confirmation", ("returnUrl", "https://evil.example/"))).Location.ShouldBe($"/{business.Slug}/");
        using var stranger = new Browser(app);
        (await stranger.Send("/send-confirmation")).Location.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task A_reset_proves_the_mailbox_too_where_the_address_is_free()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        await browser.Forget(business.Email);
        await browser.Post(await browser.Get(await app.Link(business.Email)), "reset", ("Form.Password", "nasi lemak sambal"));
        (await Confirmed(business.Email)).ShouldBe(1);

        // A second account of the address has its password reset, and stays without the address.
        await New(business.Email, "kuih koci pulut hitam");
        await app.Ask<long>("WITH d AS (DELETE FROM platform.attempt_counts RETURNING 1) SELECT count(*) FROM d");
        await browser.Forget(business.Email);
        var other = await app.Ask<Guid>("SELECT id FROM platform.people WHERE email = $1 AND NOT email_confirmed", business.Email);
        // Not merely two more: word of the first one's new password may be on its way too.
        string? link = null;
        await Until.True(
            async () =>
                (
                    link = (await app.Emails(business.Email))
                        .Select(l => l.Body)
                        .FirstOrDefault(b => b.Contains($"reset-password?person={other}", StringComparison.Ordinal))
                )
                    is not null,
            "an e-mail for the second account",
            30
        );
        var path = new Uri(link!.Split('\n').First(x => x.StartsWith("http", StringComparison.Ordinal)).Trim()).PathAndQuery;
        (await browser.Post(await browser.Get(path), "reset", ("Form.Password", "teh tarik kurang manis"))).Location.ShouldEndWith(
            "/sign-in"
        );
        (await Confirmed(business.Email)).ShouldBe(1);
    }

    [Fact]
    public async Task Another_address_takes_over_when_its_mailbox_has_said_yes_and_the_old_one_is_told()
    {
        var business = await app.SignUp();
        using var browser = await app.SignedIn(business);
        var wanted = $"baharu@{business.Slug}.my";
        var form = await browser.Get($"/{business.Slug}/account/email");
        (await browser.Post(form, "change-email", ("Form.Email", "baharu@"))).ErrorOf("Email").ShouldNotBeNull().ShouldContain("in full");
        (await browser.Post(form, "change-email", ("Form.Email", business.Email.ToUpperInvariant())))
            .ErrorOf("Email")
            .ShouldNotBeNull()
            .ShouldContain("your address already");
        (await browser.Post(form, "change-email", ("Form.Email", wanted))).Text.ShouldContain($"on its way to {wanted}");
        (await Confirmed(wanted)).ShouldBe(0);
        var path = await app.Link(wanted);

        // For no other address than the one the e-mail went to.
        (
            await browser.Post(await browser.Get(path.Replace("baharu", "lain", StringComparison.Ordinal)), "confirm-email")
        ).Text.ShouldContain("has been used");
        (await browser.Post(await browser.Get(path), "confirm-email")).Location.ShouldEndWith($"/{business.Slug}/");
        (await Confirmed(wanted)).ShouldBe(1);
        await Until.True(
            async () =>
                (await app.Emails(business.Email)).Any(l =>
                    l.Subject.Contains("address of your Niaga account was changed", StringComparison.Ordinal)
                ),
            "the old mailbox is told",
            30
        );
        await Logged(business.Slug, "platform.email_changed");

        using var again = new Browser(app);
        (await again.SignIn(business.Email)).Status.ShouldBe(HttpStatusCode.OK);
        (await again.SignIn(wanted)).Location.ShouldEndWith($"/{business.Slug}/");
    }

    [Fact]
    public async Task An_address_that_somebody_has_is_asked_for_like_any_other_and_does_not_change_hands()
    {
        var (business, other) = (await app.SignUp(), await app.SignUp());
        await app.Ask<Guid>("UPDATE platform.people SET email_confirmed = true WHERE id = $1 RETURNING id", other.Owner.Value);
        using var browser = await app.SignedIn(business);
        var free = await browser.Post(await browser.Get("/account/email"), "change-email", ("Form.Email", "free@example.my"));
        var taken = await browser.Post(await browser.Get("/account/email"), "change-email", ("Form.Email", other.Email));
        taken
            .Bare.Replace(other.Email, "", StringComparison.Ordinal)
            .ShouldBe(free.Bare.Replace("free@example.my", "", StringComparison.Ordinal));
        (await browser.Post(await browser.Get(await app.Link(other.Email)), "confirm-email")).Text.ShouldContain(
            "already belongs to another account"
        );
        (await app.Ask<string>("SELECT email FROM platform.people WHERE id = $1", business.Owner.Value)).ShouldBe(business.Email);
    }

    /// <summary>Somebody signs up on a browser of their own.</summary>
    private async Task<string> New(string? email = null, string password = "kuih lapis sedap")
    {
        using var browser = new Browser(app);
        var slug = AccountSteps.Fresh();
        (await browser.SignUp(slug, email ?? $"{slug}@kedai.my", password)).Location.ShouldEndWith($"/{slug}/");
        return email ?? $"{slug}@kedai.my";
    }

    private Task<long> Confirmed(string email) =>
        app.Ask<long>("SELECT count(*) FROM platform.people WHERE normalized_email = upper($1) AND email_confirmed", email);

    private async Task Logged(string slug, string action) =>
        await Until.True(async () => (await app.Entries(slug, action)).Count == 1, $"{action} in the log of {slug}", 30);
}
