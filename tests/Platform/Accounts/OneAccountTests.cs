using System.Net;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Accounts;

/// <summary>An address is one account's; who signs up with it again joins it by the mail's link, and sees nothing of it before.</summary>
public sealed class OneAccountTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string Mine = "kuih lapis sedap";
    private const string Other = "pisang goreng panas";

    [Fact]
    public async Task A_second_sign_up_looks_the_same_and_joins_the_account_by_the_mails_link()
    {
        var (first, second, email) = (AccountSteps.Fresh(), AccountSteps.Fresh(), $"{AccountSteps.Fresh()}@kedai.my");
        using (var me = new Browser(app))
        {
            await me.SignUp(first, email, Mine);
            await me.Post(await me.Get(await app.Link(email)), "confirm-email");
        }
        using var again = new Browser(app);
        (await again.SignUp(second, email, Other)).Location.ShouldEndWith($"/{second}/");
        (await again.Get($"/{second}/")).Status.ShouldBe(HttpStatusCode.OK);
        (await Held(email)).ShouldBe(1);

        await Until.True(async () => (await Mails(email, "already have")).Length == 1, "the mail that says so", 30);
        var mail = (await Mails(email, "already have"))[0];
        mail.ShouldContain("/sign-in");
        mail.ShouldContain("/forgot-password");
        var link = mail.Split('\n').First(l => l.Contains("/confirm-email?", StringComparison.Ordinal)).Trim();
        using var mailbox = new Browser(app);
        var page = await mailbox.Get(new Uri(link).PathAndQuery);
        page.Text.ShouldNotContain("already");
        (await mailbox.Post(page, "confirm-email")).Location.ShouldEndWith("/sign-in");

        // Whoever signed up is out, and the account has both businesses.
        await Until.True(async () => (await again.Get($"/{second}/")).Status == HttpStatusCode.Found, "the sign-in has ended", 30);
        using var owner = new Browser(app);
        await owner.SignIn(email, Mine);
        await Until.True(async () => (await owner.Get($"/{second}/settings")).Status == HttpStatusCode.OK, "the business has joined", 30);
        (await owner.Get($"/{first}/settings")).Status.ShouldBe(HttpStatusCode.OK);
        using var old = new Browser(app);
        (await old.SignIn(email, Other)).Text.ShouldContain("don't match");
        // The link is spent.
        (await mailbox.Post(page, "confirm-email")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_account_nobody_confirmed_gives_way_to_who_reads_the_mailbox()
    {
        var (squat, mine, email) = (AccountSteps.Fresh(), AccountSteps.Fresh(), $"{AccountSteps.Fresh()}@kedai.my");
        using (var stranger = new Browser(app))
            await stranger.SignUp(squat, email, Other);
        using var me = new Browser(app);
        await me.SignUp(mine, email, Mine);
        var person = await app.Ask<Guid>("SELECT id FROM platform.people WHERE claimed_email = upper($1)", email);
        await Until.True(async () => (await Mails(email, $"person={person}")).Length == 1, "the mail", 30);
        var link = (await Mails(email, $"person={person}"))[0]
            .Split('\n')
            .First(l => l.Contains("/confirm-email?", StringComparison.Ordinal));
        await me.Post(await me.Get(new Uri(link.Trim()).PathAndQuery), "confirm-email");
        (await app.Ask<Guid>("SELECT id FROM platform.people WHERE normalized_email = upper($1)", email)).ShouldBe(person);
        // Neither got the other's business.
        (await me.Get($"/{squat}/")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await me.Get($"/{mine}/settings")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Signing_up_with_anothers_address_shuts_nobody_out()
    {
        var email = $"{AccountSteps.Fresh()}@kedai.my";
        var (squat, mine) = (AccountSteps.Fresh(), AccountSteps.Fresh());
        foreach (var (slug, password) in new[] { (squat, Other), (mine, Mine) })
        {
            using var browser = new Browser(app);
            await browser.SignUp(slug, email, password);
        }
        for (var i = 0; i < 4; i++)
        {
            using var stranger = new Browser(app);
            await stranger.SignUp(AccountSteps.Fresh(), email, $"bubur kacang nombor {i}");
        }
        foreach (var (slug, password) in new[] { (squat, Other), (mine, Mine) })
        {
            using var owner = new Browser(app);
            (await owner.SignIn(email, password)).Status.ShouldBe(HttpStatusCode.Found, slug);
            (await owner.Get($"/{slug}/settings")).Status.ShouldBe(HttpStatusCode.OK);
            (await owner.Get($"/{(slug == mine ? squat : mine)}/")).Status.ShouldBe(HttpStatusCode.NotFound);
        }
        using var newest = new Browser(app);
        (await newest.SignIn(email, "bubur kacang nombor 3")).Status.ShouldBe(HttpStatusCode.Found);

        // Nor does it where the address is confirmed meanwhile.
        await app.Ask<Guid>("UPDATE platform.people SET email_confirmed = true WHERE normalized_email = upper($1) RETURNING id", email);
        using var confirmed = new Browser(app);
        (await confirmed.SignIn(email, Other)).Status.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task However_many_sign_up_at_once_the_address_is_one_accounts()
    {
        var email = $"{AccountSteps.Fresh()}@kedai.my";
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async i =>
                {
                    using var browser = new Browser(app);
                    return (await browser.SignUp(AccountSteps.Fresh(), email, $"bubur kacang nombor {i}")).Status;
                })
        );
        answers.ShouldAllBe(a => a == HttpStatusCode.Found);
        (await Held(email)).ShouldBe(1);
        (await app.Ask<long>("SELECT count(*) FROM platform.people WHERE claimed_email = upper($1)", email)).ShouldBe(11);
    }

    [Fact]
    public async Task The_database_holds_it_whatever_the_code_does()
    {
        var shop = await app.SignUp();
        foreach (
            var sql in new[]
            {
                "UPDATE platform.people SET normalized_email = upper($1), claimed_email = NULL WHERE id <> '{0}' RETURNING id",
                "UPDATE platform.people SET claimed_email = upper($1) WHERE id = '{0}' RETURNING id",
                "UPDATE platform.people SET normalized_email = NULL, claimed_email = upper($1), email_confirmed = true "
                    + "WHERE id = '{0}' RETURNING id",
            }
        )
        {
            await app.SignUp();
            await Should.ThrowAsync<PostgresException>(() =>
                app.Ask<Guid>(sql.Replace("{0}", shop.Owner.ToString(), StringComparison.Ordinal), shop.Email)
            );
        }
    }

    private Task<long> Held(string email) =>
        app.Ask<long>("SELECT count(*) FROM platform.people WHERE normalized_email = upper($1)", email);

    private async Task<string[]> Mails(string email, string word) =>
        [.. (await app.Emails(email)).Select(m => m.Subject + "\n" + m.Body).Where(m => m.Contains(word, StringComparison.Ordinal))];
}
