using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Attempts;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Accounts;

/// <summary>A person's failed sign-ins are in the logs of their businesses: counted, not one line each.</summary>
public sealed class FailureEventTests(QuickFailureReportApp app) : IClassFixture<QuickFailureReportApp>
{
    [Fact]
    public async Task Failed_sign_ins_of_a_stretch_are_one_entry_with_their_number()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        var page = await browser.Get("/en/sign-in");
        for (var i = 0; i < 5; i++)
            await Fail(browser, page, business.Email);
        // Windows follow the clock: five quick attempts lie in one, or in two adjacent ones.
        await Until.True(async () => (await Tried(business)).Sum() == 5, "five failed sign-ins in the log", 30);
        (await Tried(business)).Count.ShouldBeLessThanOrEqualTo(2);
        (await app.Entries(business.Slug, "platform.locked_out")).ShouldBeEmpty();
        var (channel, address) = (
            await business.Ask<string>("SELECT channel FROM platform.audit_entries WHERE action = 'platform.sign_in_failed' LIMIT 1"),
            await business.Ask<string>("SELECT address FROM platform.audit_entries WHERE action = 'platform.sign_in_failed' LIMIT 1")
        );
        channel.ShouldBe("page");
        address.ShouldNotBeEmpty();
        (await app.Ask<long>("SELECT count(*) FROM platform.attempt_counts WHERE person_id = $1", business.Owner.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task A_lock_is_told_once_and_what_is_tried_behind_it_is_counted()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        var page = await browser.Get("/en/sign-in");
        for (var i = 0; i < 12; i++)
            await Fail(browser, page, business.Email);
        await Until.True(async () => (await Tried(business)).Sum() == 12, "twelve failed sign-ins in the log", 30);
        (await app.Entries(business.Slug, "platform.locked_out")).ShouldHaveSingleItem().ShouldNotBeNull().ShouldContain("15");
        (await app.Entries(business.Slug, "platform.sign_in_failed")).Sum(f => Number(f!, "whileLocked")).ShouldBe(4);
    }

    [Fact]
    public async Task Parallel_failures_all_count_towards_the_lock()
    {
        var business = await app.SignUp();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    await using var scope = app.Services.CreateAsyncScope();
                    await scope
                        .ServiceProvider.GetRequiredService<PasswordAttempt>()
                        .Make(EmailAddress.Parse(business.Email), "not the password", CancellationToken.None);
                })
        );
        (await app.Ask<bool>("SELECT lockout_end > now() FROM platform.people WHERE id = $1", business.Owner.Value)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_guess_by_signing_up_counts_even_when_the_sign_up_is_refused()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        (await browser.SignUp(business.Slug, business.Email, "ikan bakar petang Jumaat")).ErrorOf("Slug").ShouldNotBeNull();
        await Until.True(async () => (await Tried(business)).Sum() == 1, "the guess in the log", 30);
    }

    [Fact]
    public async Task An_address_nobody_has_leaves_no_entry_and_no_letter()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        var before = await Entries();
        await Fail(browser, await browser.Get("/en/sign-in"), "nobody@example.my");
        await browser.Forget("nobody@example.my");
        await Fail(browser, await browser.Get("/en/sign-in"), business.Email);
        await Until.True(async () => (await Tried(business)).Sum() == 1, "the later failure in the log", 30);
        (await app.Emails("nobody@example.my")).ShouldBeEmpty();
        // The later one's own entry, and nothing of the two before it.
        (await Entries()).ShouldBe(before + 1);

        async Task<int> Entries() =>
            (await app.Entries("niaga-platform", "platform.sign_in_failed")).Count
            + (await app.Entries("niaga-platform", "platform.password_reset_asked")).Count;
    }

    [Fact]
    public async Task A_failure_is_in_the_log_of_each_business_of_the_person()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        var second = AccountSteps.Fresh();
        await browser.SignUp(second, business.Email, TestBusiness.Password);
        using var stranger = new Browser(app);
        await Fail(stranger, await stranger.Get("/en/sign-in"), business.Email);
        foreach (var slug in new[] { business.Slug, second })
        {
            await Until.True(
                async () => (await app.Entries(slug, "platform.sign_in_failed")).Count == 1,
                $"the failure in the log of {slug}",
                30
            );
        }
    }

    private static Task<Page> Fail(Browser browser, Page page, string email) =>
        browser.Post(page, "sign-in", ("Form.Email", email), ("Form.Password", "not the password"));

    private async Task<IReadOnlyList<int>> Tried(TestBusiness business) =>
        [.. (await app.Entries(business.Slug, "platform.sign_in_failed")).Select(f => Number(f!, "tries"))];

    private static int Number(string facts, string name) =>
        JsonDocument.Parse(facts).RootElement.TryGetProperty(name, out var number) ? number.GetInt32() : 0;
}

public sealed class ResetEventTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task However_often_a_reset_is_asked_for_there_is_one_letter_and_one_entry()
    {
        var business = await app.SignUp();
        using var browser = new Browser(app);
        for (var i = 0; i < 4; i++)
            await browser.Forget(business.Email);
        await browser.Forget("last@example.my");
        var path = await app.Link(business.Email);
        await Until.True(async () => (await app.Entries(business.Slug, "platform.password_reset_asked")).Count == 1, "the entry", 30);
        await Until.True(
            async () =>
                await app.Ask<long>(
                    """
                    SELECT attempts::bigint FROM platform.attempt_counts WHERE person_id = $1 AND kind = 'reset' ORDER BY began_at DESC
                    LIMIT 1
                    """,
                    business.Owner.Value
                ) > 0,
            "the count",
            30
        );
        await browser.Post(await browser.Get(path), "reset", ("Form.Password", "nasi lemak sambal"));
        await Until.True(async () => (await app.Entries(business.Slug, "platform.password_reset")).Count == 1, "the reset itself", 30);
        // Five minutes may turn between two of them.
        (await app.Emails(business.Email)).Count.ShouldBeInRange(1, 2);
    }
}
