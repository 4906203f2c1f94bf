using System.Net;
using System.Net.Http.Json;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.SignIn;

/// <summary>Nobody guesses the second step, however many guess at once, and a code opens once.</summary>
public sealed class SecondStepGuessTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Wrong_used_and_locked_are_the_same_words()
    {
        var (business, phone) = await Authenticator.OfNewBusiness(app);
        using var browser = new Browser(app);
        var at = (await Authenticator.Password(browser, business.Email)).Location!;
        var right = phone.NextCode();
        var wrong = await Authenticator.Second(browser, at, Authenticator.Wrong(right));
        var unknown = await Authenticator.Second(browser, at, "ABCD-EFGH-JKLM-NPQR", recovery: true);
        wrong.ErrorOf("Code").ShouldNotBeNull();
        unknown.Text.ShouldContain(wrong.ErrorOf("Code")!);
        for (var i = 0; i < 6; i++)
            await Authenticator.Second(browser, at, Authenticator.Wrong(right));
        // Eight failures: locked, and the right code says just the same.
        var locked = await Authenticator.Second(browser, at, right);
        locked.ErrorOf("Code").ShouldBe(wrong.ErrorOf("Code"));
        (await Authenticator.Second(browser, at, phone.Recovery[0], recovery: true)).Location.ShouldBeNull();
        (await business.Ask<bool>($"SELECT lockout_end > now() FROM platform.people WHERE id = '{business.Owner}'")).ShouldBeTrue();
        await app.Run($"UPDATE platform.people SET lockout_end = NULL WHERE id = '{business.Owner}'");
        (await Authenticator.Second(browser, at, right)).Location.ShouldEndWith($"/{business.Slug}/");
    }

    [Fact]
    public async Task The_password_buys_no_new_guesses_at_the_code()
    {
        var (business, phone) = await Authenticator.OfNewBusiness(app);
        for (var i = 0; i < 8; i++)
        {
            using var browser = new Browser(app);
            var at = (await Authenticator.Password(browser, business.Email)).Location!;
            await Authenticator.Second(browser, at, Authenticator.Wrong(phone.NextCode()));
        }
        using var last = new Browser(app);
        // Locked: the password itself opens nothing any more.
        (await Authenticator.Password(last, business.Email)).Location.ShouldBeNull();
    }

    [Fact]
    public async Task A_hundred_guesses_at_once_count_as_a_hundred()
    {
        var (business, phone) = await Authenticator.OfNewBusiness(app);
        using var browser = new Browser(app);
        var at = (await Authenticator.Password(browser, business.Email)).Location!;
        var page = await browser.Get(at);
        var wrong = Authenticator.Wrong(phone.NextCode());
        await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => browser.Post(page, "code", ("Form.Code", wrong))));
        (
            await business.Ask<bool>($"SELECT coalesce(lockout_end > now(), false) FROM platform.people WHERE id = '{business.Owner}'")
        ).ShouldBeTrue();
        // Each one before the lock, and one for all behind it; two should a window end meanwhile.
        (await Noted(business, "platform.second_factor_failed")).ShouldBeInRange(9, 10);
    }

    [Fact]
    public async Task A_code_opens_once_also_when_ten_come_at_the_same_time()
    {
        var (business, phone) = await Authenticator.OfNewBusiness(app);
        (await Race(business, phone.NextCode(), recovery: false)).ShouldBe(1);
    }

    [Fact]
    public async Task A_recovery_code_opens_once_also_when_ten_come_at_the_same_time()
    {
        var (business, phone) = await Authenticator.OfNewBusiness(app);
        (await Race(business, phone.Recovery[3], recovery: true)).ShouldBe(1);
        // The nine others were guesses: locked until the lock is over.
        await app.Run($"UPDATE platform.people SET lockout_end = NULL, access_failed_count = 0 WHERE id = '{business.Owner}'");
        using var browser = new Browser(app);
        var at = (await Authenticator.Password(browser, business.Email)).Location!;
        (await Authenticator.Second(browser, at, phone.Recovery[3], recovery: true)).Location.ShouldBeNull();
        (
            await Authenticator.Second(
                browser,
                at,
                phone.Recovery[4].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal),
                recovery: true
            )
        ).Location.ShouldEndWith($"/{business.Slug}/");
        (await Noted(business, "platform.recovery_code_used")).ShouldBe(2);
    }

    /// <summary>Ten browsers, each past the password, give one code at once.</summary>
    /// <returns>How many were let in.</returns>
    private async Task<int> Race(TestBusiness business, string code, bool recovery)
    {
        var browsers = Enumerable.Range(0, 10).Select(_ => new Browser(app)).ToArray();
        var pages = new List<Page>();
        foreach (var browser in browsers)
        {
            var at = (await Authenticator.Password(browser, business.Email)).Location!;
            pages.Add(await browser.Get(recovery ? at + "?use=recovery" : at));
        }
        var answers = await Task.WhenAll(
            browsers.Select(
                (b, i) => recovery ? b.Post(pages[i], "recovery", ("Recovery.Code", code)) : b.Post(pages[i], "code", ("Form.Code", code))
            )
        );
        var inside = 0;
        foreach (var browser in browsers)
        {
            if ((await browser.Get($"/{business.Slug}/")).Status == HttpStatusCode.OK)
                inside++;
            browser.Dispose();
        }
        answers.Count(a => a.Location is not null).ShouldBe(inside);
        return inside;
    }

    private async Task<long> Noted(TestBusiness business, string action)
    {
        await using var connection = await app.Connect("postgres");
        await using var command = new Npgsql.NpgsqlCommand(
            "SELECT count(*) FROM platform.audit_entries WHERE tenant_id = $1 AND action = $2 AND subject_id = $3",
            connection
        )
        {
            Parameters =
            {
                new() { Value = Niaga.Platform.Values.TenantId.Platform.Value },
                new() { Value = action },
                new() { Value = business.Owner.ToString() },
            },
        };
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
