using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Identity.Sso;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Sso;

/// <summary>An account and the providers that open it: linked by whoever holds it, and taken off again.</summary>
public sealed class ProviderLinkTests(ProviderApp app) : IClassFixture<ProviderApp>
{
    [Fact]
    public async Task An_account_of_the_address_is_not_opened_by_it_but_linked_by_its_holder()
    {
        var realm = app.Realm("kedai");
        var email = (string)realm.Person["email"];
        var person = await Account(email, confirmed: true);
        using var browser = new Browser(app);
        (await Company.Through(browser, "/signin/kedai")).Location.ShouldBe("/signin/kedai/refused?fault=LinkFirst");
        (await browser.Get("/signin/kedai/refused?fault=LinkFirst")).Text.ShouldContain("Sign in to it once as usual");
        browser.Cookies.GetAllCookies().ShouldNotContain(c => c.Name == "niaga.person");
        (await app.Count($"SELECT count(*) FROM platform.people WHERE email = '{email}'")).ShouldBe(1);

        // By its holder, from a page of ours, with the ticket that page seals.
        using var holder = await app.Signed(person);
        (await Company.Through(holder, await NewestTicket())).Location.ShouldBe("/account/security");
        (await Company.Through(browser, "/signin/kedai")).Location.ShouldBe("/businesses");
        (await app.Count($"SELECT count(*) FROM platform.sessions WHERE person_id = '{person}' AND method = 'provider'")).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_only_claims_an_address_learns_nothing_and_gets_an_account_of_their_own()
    {
        var realm = app.Realm("kedai");
        realm.Person["email_verified"] = false;
        var email = (string)realm.Person["email"];
        var holder = await Account(email, confirmed: true);
        using var browser = new Browser(app);
        // The same answer as for an address nobody has.
        (await Company.Through(browser, "/signin/kedai")).Location.ShouldBe("/businesses");
        (await app.Count($"SELECT count(*) FROM platform.sessions WHERE person_id = '{holder}'")).ShouldBe(0);
        (await app.Count($"SELECT count(*) FROM platform.people WHERE email = '{email}'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_link_from_elsewhere_links_nothing()
    {
        app.Realm("kedai");
        var person = await Account($"{Guid.NewGuid():N}@contoh.my", confirmed: true);
        using var victim = await app.Signed(person);
        using var attacker = await app.Signed(await Account($"{Guid.NewGuid():N}@contoh.my", confirmed: true));
        // Somebody else's ticket, and none, begin a plain sign-in: as whoever the provider says, not as a link.
        foreach (var start in new[] { await NewestTicket(), "/signin/kedai?ticket=invented" })
        {
            await Company.Through(victim, start);
            (await app.Count($"SELECT count(*) FROM platform.person_logins WHERE user_id = '{person}'")).ShouldBe(0);
        }
    }

    [Fact]
    public async Task What_is_linked_to_somebody_else_stays_theirs()
    {
        app.Realm("kedai");
        using var first = new Browser(app);
        await Company.Through(first, "/signin/kedai");
        var person = await Account($"{Guid.NewGuid():N}@contoh.my", confirmed: true);
        using var second = await app.Signed(person);
        (await Company.Through(second, await NewestTicket())).Location.ShouldBe("/account/security");
        (await app.Count($"SELECT count(*) FROM platform.person_logins WHERE user_id = '{person}'")).ShouldBe(0);
    }

    [Fact]
    public async Task The_last_way_in_stays_and_one_that_is_removed_lets_nobody_in()
    {
        var realm = app.Realm("kedai");
        using var browser = new Browser(app);
        await Company.Through(browser, "/signin/kedai");
        var person = await Id((string)realm.Person["email"]);
        var input = new UnlinkProvider.Input("provider:kedai", (string)realm.Person["sub"]);
        (await As(person, r => UnlinkProvider.Do(r, input, CancellationToken.None))).ShouldBe("platform.last_way_in");
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
            (
                await accounts.AddPasswordAsync((await accounts.FindByIdAsync(person.ToString()))!, TestBusiness.Password)
            ).Succeeded.ShouldBeTrue();
        }
        (await As(person, r => UnlinkProvider.Do(r, input, CancellationToken.None))).ShouldBeNull();
        await Until.True(
            async () => (await browser.Get("/businesses")).Location?.Contains("/sign-in", StringComparison.Ordinal) == true,
            "signed out"
        );
        (await app.Count($"SELECT count(*) FROM platform.person_logins WHERE user_id = '{person}'")).ShouldBe(0);
    }

    /// <summary>The way a link begins, as the security page seals it for whoever signed in last.</summary>
    private async Task<string> NewestTicket()
    {
        var ids = (
            (string)
                await app.Scalar(
                    "SELECT person_id || ' ' || session_id FROM platform.sessions ORDER BY started_at DESC, session_id DESC LIMIT 1"
                )
        )
            .Split(' ')
            .Select(Guid.Parse)
            .ToArray();
        return "/signin/kedai?ticket="
            + Uri.EscapeDataString(app.Services.GetRequiredService<SsoTickets>().Seal(new LinkTicket("kedai", ids[0], ids[1])));
    }

    private async Task<Guid> Id(string email) =>
        Guid.Parse((await app.Scalar($"SELECT id::text FROM platform.people WHERE email = '{email}'")).ToString()!);

    private async Task<PersonId> Account(string email, bool confirmed)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var person = new Person("Sedia Ada", email, "en", TimeProvider.System.GetUtcNow()) { EmailConfirmed = confirmed };
        (await accounts.CreateAsync(person, TestBusiness.Password)).Succeeded.ShouldBeTrue();
        return person.PersonId;
    }

    private async Task<string?> As(Guid person, Func<UseCaseRunner, Task<Outcome<Done>>> act)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(TenantId.Platform, null, []);
        caller.Identify(new(person), []);
        return (await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>())).Refusal?.Code;
    }
}
