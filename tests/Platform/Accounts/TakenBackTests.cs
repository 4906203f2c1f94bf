using Niaga.Platform.Tests.SignIn;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Accounts;

/// <summary>An address belongs to whoever reads its mailbox, whatever somebody else did with it before or after.</summary>
public sealed class TakenBackTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const string New = "nasi lemak sambal";

    [Fact]
    public async Task A_reset_of_an_account_nobody_confirmed_leaves_no_other_way_in()
    {
        var (slug, email) = Fresh();
        using var stranger = new Browser(app);
        await stranger.SignUp(slug, email, "kuih lapis sedap");
        await Authenticator.SetUp(stranger);
        using var passkey = new SoftwarePasskey(app.Address);
        await stranger.Post(
            await stranger.Get("/account/security"),
            "passkey",
            [("Passkey.Name", "Kunci"), .. await passkey.Answer(stranger, "Add")]
        );
        await app.Run(
            $"""
            INSERT INTO platform.person_logins (login_provider, provider_key, provider_display_name, user_id) SELECT 'google',
            'stranger', 'google', id FROM platform.people WHERE email = '{email}'
            """
        );
        (await WaysIn(email)).ShouldBe(13, "passkey, app, ten codes and a link");

        using var owner = new Browser(app);
        await owner.Forget(email);
        (await owner.Post(await owner.Get(await ResetLink(email)), "reset", ("Form.Password", New))).Location.ShouldEndWith("/sign-in");
        (await WaysIn(email)).ShouldBe(0);
        (await app.Ask<bool>("SELECT email_confirmed FROM platform.people WHERE email = $1", email)).ShouldBeTrue();
        (await owner.SignIn(email, New)).Location.ShouldEndWith($"/{slug}/");
        using var again = new Browser(app);
        (await again.Post(await again.Get("/sign-in"), "passkey", await passkey.Answer(again, "SignIn"))).Location.ShouldBeNull();
        foreach (var gone in new[] { "platform.passkey_removed", "platform.factor_removed", "platform.provider_unlinked" })
            await Until.True(async () => (await app.Entries(slug, gone)).Count == 1, gone, 30);
    }

    [Fact]
    public async Task What_a_stranger_adds_at_the_very_moment_of_the_reset_is_out_too()
    {
        for (var i = 0; i < 8; i++)
        {
            var (slug, email) = Fresh();
            using var stranger = new Browser(app);
            await stranger.SignUp(slug, email, "kuih lapis sedap");
            using var passkey = new SoftwarePasskey(app.Address);
            var page = await stranger.Get("/account/security");
            (string, string)[] filled = [("Passkey.Name", "Kunci"), .. await passkey.Answer(stranger, "Add")];
            using var owner = new Browser(app);
            await owner.Forget(email);
            var reset = await owner.Get(await ResetLink(email));
            var answers = await Task.WhenAll(stranger.Post(page, "passkey", filled), owner.Post(reset, "reset", ("Form.Password", New)));
            // A reset that met the other's change of the person is asked for again, with the same link.
            if (answers[1].Location is null)
                answers[1] = await owner.Post(reset, "reset", ("Form.Password", New));
            answers[1].Location.ShouldNotBeNull(answers[1].Text).ShouldEndWith("/sign-in");
            (await WaysIn(email)).ShouldBe(0, $"try {i}");
        }
    }

    [Fact]
    public async Task A_reset_of_a_confirmed_account_leaves_its_second_step()
    {
        var (slug, email) = Fresh();
        using var browser = new Browser(app);
        await browser.SignUp(slug, email, "kuih lapis sedap");
        await browser.Post(await browser.Get(await app.Link(email)), "confirm-email");
        await Authenticator.SetUp(browser);
        using var forgetful = new Browser(app);
        await forgetful.Forget(email);
        await forgetful.Post(await forgetful.Get(await ResetLink(email)), "reset", ("Form.Password", New));
        (await forgetful.SignIn(email, New)).Location.ShouldEndWith("/second-factor");
    }

    [Fact]
    public async Task The_first_account_of_an_address_is_written_to_however_many_are_made_after_it()
    {
        var (slug, email) = Fresh();
        using var owner = new Browser(app);
        await owner.SignUp(slug, email, "kuih lapis sedap");
        await app.Link(email);
        for (var i = 0; i < 12; i++)
        {
            using var stranger = new Browser(app);
            await stranger.SignUp(AccountSteps.Fresh(), email, $"kuih koci nombor {i}");
        }
        var first = await app.Ask<Guid>("SELECT id FROM platform.people WHERE email = $1 ORDER BY id LIMIT 1", email);
        using var visitor = new Browser(app);
        await visitor.Forget(email);
        await Until.True(() => Written("/reset-password?", first, 1), "the e-mail of the first account", 30);
        await owner.Post(await owner.Get($"/{slug}/"), "send-confirmation");
        await Until.True(() => Written("/confirm-email?", first, 2), "the e-mail they asked for", 30);

        async Task<bool> Written(string page, Guid person, int emails) =>
            (await app.Emails(email)).Count(l => l.Body.Contains($"{page}person={person}", StringComparison.Ordinal)) == emails;
    }

    private async Task<string> ResetLink(string email)
    {
        await Until.True(async () => (await Links()).Any(), $"an e-mail to {email}", 30);
        return new Uri((await Links()).First()).PathAndQuery;

        async Task<IEnumerable<string>> Links() =>
            (await app.Emails(email))
                .SelectMany(l => l.Body.Split('\n'))
                .Where(l => l.Contains("/reset-password?", StringComparison.Ordinal))
                .Select(l => l.Trim());
    }

    private static (string Slug, string Email) Fresh()
    {
        var slug = AccountSteps.Fresh();
        return (slug, $"{slug}@kedai.my");
    }

    private Task<long> WaysIn(string email) =>
        app.Ask<long>(
            """
            SELECT (SELECT count(*) FROM platform.person_passkeys k WHERE k.user_id = p.id) + (SELECT count(*)
                FROM platform.person_tokens t WHERE t.user_id = p.id AND p.two_factor_enabled)
                + (SELECT count(*) FROM platform.recovery_codes c WHERE c.person_id = p.id) + (SELECT count(*)
                    FROM platform.person_logins l WHERE l.user_id = p.id)
            FROM platform.people p WHERE p.email = $1
            """,
            email
        );
}
