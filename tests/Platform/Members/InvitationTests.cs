using System.Net;
using Niaga.Identity.Members;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>From invitation to membership: once, for a week, for whoever reads the mailbox.</summary>
public sealed class InvitationTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => CancellationToken.None;

    [Fact]
    public async Task Somebody_without_an_account_joins_from_the_letter_and_works_there_at_once()
    {
        var shop = await app.SignUp();
        var email = Staff.Fresh();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var form = await owner.Get($"/{shop.Slug}/settings/members/invite");
        (await owner.Post(form, "invite", ("Form.Email", "bukan alamat"), ("Form.Role", "nobody"), ("Form.Language", "en")))
            .ErrorOf("Email")
            .ShouldNotBeNull();
        (
            await owner.Post(form, "invite", ("Form.Email", email), ("Form.Role", "retail.cashier"), ("Form.Language", "ms"))
        ).Location.ShouldEndWith("settings/members");
        (await owner.Get($"/{shop.Slug}/settings/members")).Text.ShouldContain(email);

        var message = await app.EmailMessage(email);
        message.ShouldContain("menjemput anda bekerja di");
        message.ShouldContain("Juruwang");
        using var invited = new Browser(app);
        var join = await invited.Get(Staff.Link(message));
        join.Text.ShouldContain("Join Kedai");
        join.Text.ShouldContain(email);
        (await invited.Post(join, "join", ("Form.Name", ""), ("Form.Password", "short"))).ErrorOf("Password").ShouldNotBeNull();
        (await invited.Post(join, "join", ("Form.Name", "Nur Aisyah"), ("Form.Password", TestBusiness.Password))).Location.ShouldEndWith(
            $"/{shop.Slug}/"
        );
        (await invited.Get($"/{shop.Slug}/till")).Status.ShouldBe(HttpStatusCode.OK);
        (await invited.Get($"/{shop.Slug}/settings/members")).Status.ShouldBe(HttpStatusCode.Forbidden);

        (await shop.Ask<bool>($"SELECT email_confirmed FROM platform.people WHERE email = '{email}'")).ShouldBeTrue();
        (
            await shop.Ask<string>(
                "SELECT string_agg(action, ' ' ORDER BY entry_id) FROM platform.audit_entries WHERE action LIKE 'platform.member%'"
            )
        ).ShouldBe("platform.member_invited platform.member_joined");
        (
            await shop.Ask<string>(
                "SELECT method FROM platform.sessions s JOIN platform.people p ON p.id = s.person_id WHERE p.email = '" + email + "'"
            )
        ).ShouldBe("invitation");
        // Signed in again by password, as anybody.
        using var later = new Browser(app);
        (await later.SignIn(email)).Location.ShouldEndWith($"/{shop.Slug}/");
    }

    [Fact]
    public async Task A_used_an_expired_a_revoked_and_an_unknown_link_are_one_page()
    {
        var shop = await app.SignUp();
        var pages = new List<string>();
        foreach (var end in new[] { "used", "expired", "revoked", "resent", "unknown", "shorter" })
        {
            var (id, message) = await app.Invite(shop, Staff.Fresh());
            var path = Staff.Link(message);
            using var visitor = new Browser(app);
            (await visitor.Get(path)).Text.ShouldContain("Join Kedai");
            var before = await visitor.Get(path);
            if (end == "used")
                (
                    await app.As(
                        shop,
                        null,
                        r => AcceptInvitation.Do(r, new(path.Split('/')[^1], "Ali", TestBusiness.Password, "en"), Cancel)
                    )
                ).Refusal.ShouldBeNull();
            if (end == "expired")
                await app.Tell(shop, $"UPDATE platform.invitations SET expires_at = now() WHERE invitation_id = '{id}'");
            if (end == "revoked")
                (await app.As(shop, shop.Owner, r => RevokeInvitation.Do(r, id, Cancel))).Refusal.ShouldBeNull();
            if (end == "resent")
                (
                    await app.As(shop, shop.Owner, r => ResendInvitation.Do(r, new(id, app.Address + "/" + shop.Slug), Cancel))
                ).Refusal.ShouldBeNull();
            if (end == "unknown")
                path = path[..^43] + InvitationCode.New().Text;
            if (end == "shorter")
                path = path[..^1];
            var page = await visitor.Get(path);
            pages.Add(page.Bare.Replace(path, "", StringComparison.Ordinal));
            if (end is "unknown" or "shorter")
                continue;
            // The form that was open meanwhile hears the same, and changes nothing.
            (await visitor.Post(before, "join", ("Form.Name", "Ali"), ("Form.Password", TestBusiness.Password))).Text.ShouldContain(
                "Ask whoever invited you for a new one"
            );
        }
        pages.Distinct().Count().ShouldBe(1);
        pages[0].ShouldContain("Ask whoever invited you for a new one");
        (await shop.Ask<long>("SELECT count(*) FROM platform.memberships")).ShouldBe(2);
    }

    [Fact]
    public async Task Sending_again_makes_a_link_that_works()
    {
        var shop = await app.SignUp();
        var email = Staff.Fresh();
        var (id, first) = await app.Invite(shop, email);
        await app.As(shop, shop.Owner, r => ResendInvitation.Do(r, new(id, $"{app.Address}/{shop.Slug}"), Cancel));
        var second = await app.EmailMessage(email, first);
        Staff.Link(second).ShouldNotBe(Staff.Link(first));
        (await Accept(shop, second)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Who_has_an_account_signs_in_and_comes_back()
    {
        var shop = await app.SignUp();
        var somebody = await app.Somebody("Mei Ling");
        var (_, message) = await app.Invite(shop, somebody.Email);
        var path = Staff.Link(message);
        using var browser = new Browser(app);
        var join = await browser.Get(path);
        join.Text.ShouldContain("has a Niaga account");
        join.Body.ShouldNotContain("Form.Password");
        (
            await app.As(shop, null, r => AcceptInvitation.Do(r, new(Staff.Code(message), "Mei Ling", TestBusiness.Password, "en"), Cancel))
        ).Refusal!.Code.ShouldBe("platform.sign_in_first");
        var back = (await browser.SignIn(somebody.Email, "/sign-in?returnUrl=" + Uri.EscapeDataString(path))).Location!;
        back.ShouldEndWith(path);
        var again = await browser.Get(path);
        again.Text.ShouldContain($"signed in as Mei Ling ({somebody.Email})");
        (await browser.Post(again, "join")).Location.ShouldEndWith($"/{shop.Slug}/");
        (await shop.RoleOf(somebody.Person)).ShouldBe("staff active");
        // The second press, and whoever has a place already, is told kindly.
        (await browser.Get($"/{shop.Slug}/")).Status.ShouldBe(HttpStatusCode.OK);
        var another = (await app.Invite(shop, Staff.Fresh())).EmailMessage;
        (
            await app.As(shop, shop.Owner, r => AcceptInvitation.Do(r, new(Staff.Code(another), null, null, "en"), Cancel))
        ).Refusal!.Code.ShouldBe("platform.already_here");
    }

    [Fact]
    public async Task Who_is_signed_in_as_somebody_else_may_change_over_without_losing_the_link()
    {
        var shop = await app.SignUp();
        var (wrong, right) = (await app.Somebody("Orang Lain"), await app.Somebody());
        var path = Staff.Link((await app.Invite(shop, right.Email)).EmailMessage);
        using var browser = new Browser(app);
        await browser.SignIn(wrong.Email);
        var join = await browser.Get(path);
        join.Text.ShouldContain("Orang Lain");
        (await browser.Post(join, "other")).Location.ShouldEndWith(path);
        (await browser.Get(path)).Text.ShouldContain("has a Niaga account");
    }

    [Fact]
    public async Task The_inviter_cannot_tell_whether_an_address_has_an_account()
    {
        var shop = await app.SignUp();
        var known = (await app.Somebody()).Email;
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var answers = new List<string>();
        foreach (var email in new[] { known, Staff.Fresh() })
        {
            var form = await owner.Get($"/{shop.Slug}/settings/members/invite");
            var sent = await owner.Post(form, "invite", ("Form.Email", email), ("Form.Role", "staff"), ("Form.Language", "en"));
            answers.Add(
                $"{sent.Status} {sent.Location} "
                    + $"{(await owner.Get($"/{shop.Slug}/settings/members")).Text.Contains(email, StringComparison.Ordinal)}"
            );
        }
        answers.Distinct().Count().ShouldBe(1);
        (await app.As(shop, shop.Owner, r => InviteMember.Do(r, app.Invitation(shop, shop.Email), Cancel))).Refusal!.Code.ShouldBe(
            "platform.already_member"
        );
    }

    [Fact]
    public async Task A_letter_of_somebody_who_may_no_longer_invite_opens_nothing()
    {
        var shop = await app.SignUp();
        var manager = await app.Hire(shop, "manager");
        string[] ends =
        [
            "UPDATE platform.memberships SET status = 'suspended'",
            "UPDATE platform.memberships SET role = 'staff'",
            "DELETE FROM platform.memberships",
        ];
        foreach (var end in ends)
        {
            var message = (await app.Invite(shop, Staff.Fresh(), manager.Person)).EmailMessage;
            await app.Tell(shop, $"{end} WHERE person_id = '{manager.Person}'");
            (await Accept(shop, message)).Refusal!.Code.ShouldBe("platform.invitation_spent");
            if (end.StartsWith("UPDATE", StringComparison.Ordinal))
                await app.Tell(
                    shop,
                    $"UPDATE platform.memberships SET role = 'manager', status = 'active' WHERE person_id = '{manager.Person}'"
                );
        }
    }

    [Fact]
    public async Task A_suspended_business_lets_nobody_join()
    {
        var shop = await app.SignUp();
        var path = Staff.Link((await app.Invite(shop, Staff.Fresh())).EmailMessage);
        await app.Tell(shop, $"UPDATE platform.tenants SET status = 'suspended' WHERE tenant_id = '{shop.Tenant}'");
        using var visitor = new Browser(app);
        await Until.True(async () => (await visitor.Get(path)).Status == HttpStatusCode.NotFound, "the link is nowhere");
    }

    [Fact]
    public async Task The_links_secret_lies_nowhere_in_the_clear()
    {
        var shop = await app.SignUp();
        var message = (await app.Invite(shop, Staff.Fresh())).EmailMessage;
        var code = Staff.Code(message);
        (await shop.Ask<long>($"SELECT count(*) FROM platform.work_items WHERE payload LIKE '%{code}%'")).ShouldBe(0);
        (await shop.Ask<long>($"SELECT count(*) FROM platform.invitations i WHERE i::text LIKE '%{code}%'")).ShouldBe(0);
        (await shop.Ask<long>($"SELECT count(*) FROM platform.audit_entries e WHERE e::text LIKE '%{code}%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Inviting_is_no_way_to_mail_by_the_thousand()
    {
        var shop = await app.SignUp();
        (await app.Invite(shop, Staff.Fresh())).EmailMessage.ShouldNotBeEmpty();
        await app.Tell(shop, $"UPDATE platform.invitations SET sent_count = {InviteMember.MostInADay}");
        (await app.As(shop, shop.Owner, r => InviteMember.Do(r, app.Invitation(shop, Staff.Fresh()), Cancel))).Refusal!.Code.ShouldBe(
            "platform.invitations_too_many"
        );
    }

    private async Task<Outcome<AcceptInvitation.Welcome>> Accept(TestBusiness shop, string message)
    {
        var somebody = await app.Somebody();
        return await app.As(shop, somebody.Person, r => AcceptInvitation.Do(r, new(Staff.Code(message), null, null, "en"), Cancel));
    }
}
