using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Restrictions;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Upgrades;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Customers;

/// <summary>A restricted customer: their name for all, the rest for who is named, and for an hour to who says why.</summary>
public sealed class RestrictionTests(RestrictionTests.App app) : IClassFixture<RestrictionTests.App>
{
    private const string Phone = "+60123450099";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_not_named_says_why_has_an_hour_and_the_owner_is_told_and_ticks_it_off()
    {
        using var book = await CustomerBook.Open(app);
        var shop = book.Business;
        var id = await book.Add(
            new
            {
                name = "Siti Nurhaliza",
                phones = new[] { Phone },
                note = "Tidak mahu diganggu",
            }
        );
        var staff = await app.Hire(shop, "manager", "Aiman");
        var page = $"/{shop.Slug}/customers/{id}";
        await Restrict(shop, id, shop.Owner.Value);

        using var theirs = new Browser(app);
        await SignIn(theirs, staff.Person);
        var closed = await theirs.Get(page);
        closed.Text.ShouldContain("Siti Nurhaliza");
        closed.Text.ShouldNotContain("345 0099");
        closed.Text.ShouldNotContain("diganggu");
        // It is found all the same, with nothing but its name.
        var list = await theirs.Get($"/{shop.Slug}/customers?q=Siti");
        list.Text.ShouldContain("Siti Nurhaliza");
        list.Text.ShouldContain("(restricted)");
        (await theirs.Get(page + "/edit")).Location.ShouldNotBeNull();
        (await theirs.Get($"/{shop.Slug}/customers.csv")).Text.ShouldNotContain("123450099");

        (await theirs.Post(closed, "open", ("Form.Ground", "urgent"), ("Form.Reason", "kerja"))).Text.ShouldContain("at least 10");
        (await theirs.Post(closed, "open", ("Form.Ground", "curious"), ("Form.Reason", "Saya mahu tahu sahaja"))).Location.ShouldBeNull();
        (
            await theirs.Post(closed, "open", ("Form.Ground", "urgent"), ("Form.Reason", "Pelanggan menunggu di kaunter"))
        ).Location.ShouldNotBeNull();
        var open = await theirs.Get(page);
        open.Text.ShouldContain("345 0099");
        open.Text.ShouldContain("diganggu");
        var looked = await shop.Ask<long>(
            $"""
            SELECT count(*) FROM platform.audit_entries e JOIN platform.looks d USING (tenant_id, entry_id)
            WHERE d.subject_id = '{id}' AND e.person_id = '{staff.Person.Value}' AND e.after LIKE '%"exception"%'
            """
        );
        looked.ShouldBeGreaterThan(0);
        (await shop.Ask<string>("SELECT string_agg(after, ' ') FROM platform.audit_entries")).ShouldNotContain("menunggu");
        (await shop.Ask<long>("SELECT count(*) FROM platform.notifications WHERE kind = 'platform.record_opened'")).ShouldBe(1);

        // To the second: open at the last one, closed after an hour; what was typed in the form is kept and nothing of it saved.
        var edit = await theirs.Get(page + "/edit");
        edit.Text.ShouldContain("diganggu");
        app.Clock.Pass(TimeSpan.FromMinutes(60));
        var late = await theirs.Post(edit, "customer", ("Form.Name", "Siti Nurhaliza"), ("Form.Note", "Baharu ditaip"));
        late.Text.ShouldContain("restricted");
        late.Text.ShouldContain("Baharu ditaip");
        var over = await theirs.Get(page);
        over.Text.ShouldContain("Your hour was over");
        over.Text.ShouldNotContain("345 0099");
        (await book.Find(id)).GetProperty("note").GetString().ShouldBe("Tidak mahu diganggu");

        using var owner = new Browser(app);
        await SignIn(owner, shop.Owner);
        var review = await owner.Get($"/{shop.Slug}/settings/restricted");
        review.Text.ShouldContain("Pelanggan menunggu di kaunter");
        review.Text.ShouldContain("Siti Nurhaliza");
        (await theirs.Get($"/{shop.Slug}/settings/restricted")).Status.ShouldBe(HttpStatusCode.Forbidden);
        await Remind(shop);
        (
            await shop.Ask<long>(
                "SELECT count(*) FROM platform.notifications WHERE kind = 'platform.openings_to_review' AND dealt_at IS NULL"
            )
        ).ShouldBe(1);
        var opening = await shop.Ask<Guid>("SELECT opening_id FROM platform.record_openings");
        (await owner.Post(review, "review", ("Form.Opening", opening.ToString()))).Location.ShouldNotBeNull();
        (
            await shop.Ask<long>("SELECT count(*) FROM platform.notifications WHERE kind LIKE 'platform.%open%' AND dealt_at IS NULL")
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_reason_is_never_changed_but_a_key_turns_for_it()
    {
        using var book = await CustomerBook.Open(app);
        var shop = book.Business;
        var id = await book.Add("Puan Sri Wan");
        var staff = await app.Hire(shop, "manager", "Aiman");
        await Restrict(shop, id, shop.Owner.Value);
        (await Open(shop, staff.Person, id)).ShouldBeNull();
        await ActivatorUtilities.CreateInstance<DataKeyRotation>(app.Services).Run(shop.Tenant, fresh: true, _ => { }, Cancel);
        (await shop.Ask<bool>("SELECT substring(reason FROM 2 FOR 4) = '\\x00000002'::bytea FROM platform.record_openings")).ShouldBeTrue();
        using var owner = new Browser(app);
        await SignIn(owner, shop.Owner);
        (await owner.Get($"/{shop.Slug}/settings/restricted")).Text.ShouldContain("Pelanggan menunggu");
        foreach (
            var sql in new[]
            {
                "UPDATE platform.record_openings SET reason = '\\x00'",
                "SELECT set_config('app.reencrypting', 'on', true); "
                    + "UPDATE platform.record_openings SET reviewed_by = person_id, reviewed_at = now()",
            }
        )
        {
            await using var connection = await app.Connect();
            await using var command = new Npgsql.NpgsqlCommand(
                $"SET app.tenant_id = '{shop.Tenant}'; SET app.branches = '*'; {sql}",
                connection
            );
            var refused = await Should.ThrowAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync(Cancel));
            refused.SqlState.ShouldBe("42501");
        }
    }

    [Fact]
    public async Task The_api_refuses_and_nothing_of_a_restricted_customer_is_saved_merged_or_opened_without_need()
    {
        using var book = await CustomerBook.Open(app);
        var shop = book.Business;
        var id = await book.Add(new { name = "Datuk Ong", phones = new[] { "+60123450098" } });
        var other = await book.Add("Ong Lain");
        var staff = await app.Hire(shop, "manager", "Aiman");
        await Restrict(shop, id, staff.Person.Value);

        // The key is the owner's, who is not named.
        (await book.Get($"/{id}"))
            .Body.GetProperty("code")
            .GetString()
            .ShouldBe("platform.record_restricted");
        (await book.Get($"/{id}/timeline")).Status.ShouldBe(403);
        (await book.Get("?q=Datuk")).Body.GetRawText().ShouldNotContain("123450098");
        (await book.Put(id, new { name = "Lain" })).Body.GetProperty("code").GetString().ShouldBe("platform.record_restricted");
        (await book.Post($"/{id}/archive", new { })).Body.GetProperty("code").GetString().ShouldBe("platform.record_restricted");
        (await book.Delete(id)).Body.GetProperty("code").GetString().ShouldBe("platform.record_restricted");
        (await shop.Ask<long>("SELECT count(*) FROM trade.customers WHERE archived_at IS NOT NULL")).ShouldBe(0);
        (await book.Post($"/{other}/merge", new { customerId = id })).Status.ShouldBe(409);
        (await Open(shop, staff.Person, id)).ShouldBe("platform.record_not_closed");
        (await Open(shop, shop.Owner, Guid.NewGuid())).ShouldBe("platform.not_found");
        (await Restricted(shop, id, Guid.NewGuid())).ShouldBe("platform.restriction_people_unknown");
        (await Restricted(shop, id)).ShouldBeNull();
        (await book.Get($"/{id}")).Status.ShouldBe(200);
    }

    private static async Task SignIn(Browser browser, PersonId person, App app)
    {
        var now = app.Clock.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, person, now, now);
        var parts = cookie.Split('=', 2);
        browser.Cookies.Add(new Cookie(parts[0], parts[1], "/", "localhost"));
    }

    private Task SignIn(Browser browser, PersonId person) => SignIn(browser, person, app);

    private async Task Restrict(TestBusiness shop, Guid id, params Guid[] people) => (await Restricted(shop, id, people)).ShouldBeNull();

    private async Task<string?> Restricted(TestBusiness shop, Guid id, params Guid[] people) =>
        (await app.As(shop, shop.Owner, r => RestrictRecord.Do(r, new("trade.customer", id, people), Cancel))).Refusal?.Code;

    private async Task<string?> Open(TestBusiness shop, PersonId who, Guid id) =>
        (await app.As(shop, who, r => OpenRestricted.Do(r, new("trade.customer", id, "urgent", "Pelanggan menunggu"), Cancel)))
            .Refusal
            ?.Code;

    private static async Task Remind(TestBusiness shop)
    {
        await using var scope = shop.Act();
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(Cancel);
        await ActivatorUtilities
            .CreateInstance<RemindReview>(scope.ServiceProvider)
            .Handle(new WorkItem(Guid.NewGuid(), "x", 1, "{}"), Cancel);
        await session.Commit(Cancel);
    }

    /// <summary>A deployment whose time passes as a test says.</summary>
    public sealed class App : NiagaApp
    {
        internal AdjustableClock Clock { get; } = new();

        protected override void Replace(IServiceCollection services) => services.AddSingleton<TimeProvider>(Clock);
    }
}
