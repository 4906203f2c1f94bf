using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Accounts;
using Niaga.Identity.Domains;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>A domain is the business's whose record stands in DNS, and one business's only.</summary>
public sealed class DomainTests(SsoApp app) : IClassFixture<SsoApp>
{
    [Fact]
    public async Task A_domain_is_proven_by_its_record_and_by_nothing_else()
    {
        var (business, domain) = (await app.SignUp(), Fresh());
        (await Add(business, "  @" + domain.ToUpperInvariant() + ". ")).ShouldBeNull();
        (await Add(business, domain)).ShouldBe("platform.domain_added_already");
        (await Check(business, domain)).ShouldBe("platform.domain_record_missing");
        app.Dns.Texts["_niaga-challenge." + domain] = ["niaga-verify=another", "v=spf1 -all"];
        (await Check(business, domain)).ShouldBe("platform.domain_record_missing");
        // A record of the domain itself is not the one asked for.
        app.Dns.Texts[domain] = [await Challenge(business, domain)];
        (await Check(business, domain)).ShouldBe("platform.domain_record_missing");
        await Set(business, domain);
        (await Check(business, domain)).ShouldBeNull();
        (
            await business.Ask<long>(
                $"SELECT count(*) FROM platform.verified_domains WHERE domain = '{domain}' AND tenant_id = '{business.Tenant}'"
            )
        ).ShouldBe(1);
    }

    [Theory]
    [InlineData("gmail.com", "platform.domain_of_everybody")]
    [InlineData("Outlook.com", "platform.domain_of_everybody")]
    [InlineData("yahoo.com.my", "platform.domain_of_everybody")]
    [InlineData("kedai", "platform.domain_invalid")]
    [InlineData("kedai..my", "platform.domain_invalid")]
    [InlineData("kedai.my/x", "platform.domain_invalid")]
    [InlineData("10.0.0.1", "platform.domain_invalid")]
    [InlineData("", "platform.required")]
    public async Task Mailboxes_of_everybody_and_what_is_no_domain_are_refused(string domain, string code) =>
        (await Add(await app.SignUp(), domain)).ShouldBe(code);

    [Fact]
    public void An_address_in_other_letters_is_the_domain_dns_knows()
    {
        DomainName.TryParse("kedai-mañana.my", out var domain).ShouldBeTrue();
        domain!.Value.ShouldBe("xn--kedai-maana-8db.my");
        DomainName.OfEmail("a@Kedai.MY").ShouldBe("kedai.my");
    }

    [Fact]
    public async Task Of_businesses_that_prove_one_domain_at_once_one_has_it_and_the_others_learn_nothing()
    {
        var domain = Fresh();
        var businesses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.SignUp()));
        foreach (var business in businesses)
            (await Add(business, domain)).ShouldBeNull();
        app.Dns.Texts["_niaga-challenge." + domain] = await Task.WhenAll(businesses.Select(b => Challenge(b, domain)));
        var answers = await Task.WhenAll(businesses.Select(b => Check(b, domain)));
        answers.Count(a => a is null).ShouldBe(1);
        answers.Where(a => a is not null).ShouldAllBe(a => a == "platform.domain_taken");
        (await businesses[0].Ask<long>($"SELECT count(*) FROM platform.verified_domains WHERE domain = '{domain}'")).ShouldBe(1);
        // Let go, it is free for another.
        var first = businesses[Array.FindIndex(answers, a => a is null)];
        (await Do(first, r => RemoveDomain.Do(r, new(domain), CancellationToken.None))).ShouldBeNull();
        (await Check(businesses[Array.FindIndex(answers, a => a is not null)], domain)).ShouldBeNull();
    }

    [Fact]
    public async Task A_resolver_that_is_away_is_no_fault_of_the_asker()
    {
        var (business, domain) = (await app.SignUp(), Fresh());
        await Add(business, domain);
        app.Dns.Failing.TryAdd("_niaga-challenge." + domain, true);
        await using var scope = business.Act();
        var runner = scope.ServiceProvider.GetRequiredService<UseCaseRunner>();
        var refusal = (await CheckDomain.Do(runner, new(domain), CancellationToken.None)).Refusal.ShouldNotBeNull();
        (refusal.Code, refusal.Status).ShouldBe(("platform.domain_resolver_silent", 503));
    }

    [Fact]
    public async Task A_proof_that_has_gone_lapses_after_a_week_and_a_silent_resolver_is_forgiven_longer()
    {
        var (business, domain) = (await app.SignUp(), Fresh());
        await Add(business, domain);
        await Set(business, domain);
        (await Check(business, domain)).ShouldBeNull();
        app.Dns.Texts.TryRemove("_niaga-challenge." + domain, out _);
        await Seen(business, "6 days");
        await Recheck(business);
        (await Verified(business)).ShouldBeTrue();
        await Set(business, domain);
        await Recheck(business);
        (await business.Ask<bool>("SELECT checked_at > now() - interval '1 minute' FROM platform.domains")).ShouldBeTrue();
        app.Dns.Texts.TryRemove("_niaga-challenge." + domain, out _);
        await Seen(business, "8 days");
        await Recheck(business);
        (await Verified(business)).ShouldBeFalse();
        (await business.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.domain_lapsed'")).ShouldBe(1);
        (await business.Ask<long>($"SELECT count(*) FROM platform.verified_domains WHERE domain = '{domain}'")).ShouldBe(0);
    }

    [Fact]
    public void Each_business_is_looked_at_every_day() =>
        app
            .Services.GetRequiredService<Modules.ModuleCatalog>()
            .Schedules.ShouldContain(s => s.Kind == RecheckDomains.Kind && s.PerBusiness);

    private static string Fresh() => $"kedai-{Guid.NewGuid():N}"[..24] + ".my";

    private Task<string?> Add(TestBusiness business, string domain) =>
        Do(business, r => AddDomain.Do(r, new(domain), CancellationToken.None));

    private Task<string?> Check(TestBusiness business, string domain) =>
        Do(business, r => CheckDomain.Do(r, new(domain), CancellationToken.None));

    private static Task<string> Challenge(TestBusiness business, string domain) =>
        business.Ask<string>($"SELECT challenge FROM platform.domains WHERE domain = '{domain}'");

    private async Task Set(TestBusiness business, string domain) =>
        app.Dns.Texts["_niaga-challenge." + domain] = [await Challenge(business, domain)];

    private static Task<bool> Verified(TestBusiness business) => business.Ask<bool>("SELECT verified_at IS NOT NULL FROM platform.domains");

    private Task Seen(TestBusiness business, string ago) =>
        new Company(app, business, app.Providers.Realm()).Run($"UPDATE platform.domains SET checked_at = now() - interval '{ago}'");

    private static async Task<string?> Do<T>(TestBusiness business, Func<UseCaseRunner, Task<Outcome<T>>> act)
    {
        await using var scope = business.Act();
        return (await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>())).Refusal?.Code;
    }

    /// <summary>As the schedule has it done.</summary>
    private async Task Recheck(TestBusiness business)
    {
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<Caller>().Enter(business.Tenant, null, []);
            var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
            await session.Begin(CancellationToken.None);
            var outbox = scope.ServiceProvider.GetRequiredService<Outbox>();
            outbox.Add(RecheckDomains.Kind, new { });
            outbox.Write(session);
            await session.Commit(CancellationToken.None);
        }
        await Until.True(
            () =>
                business.Ask<bool>(
                    $"SELECT NOT EXISTS (SELECT FROM platform.work_items WHERE kind = '{RecheckDomains.Kind}' AND state <> 'done')"
                ),
            "looked at",
            20
        );
    }
}
