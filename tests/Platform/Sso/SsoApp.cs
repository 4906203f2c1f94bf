using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Accounts;
using Niaga.Identity.Domains;
using Niaga.Identity.People;
using Niaga.Identity.Sso;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Testing;
using Npgsql;
using Shouldly;

namespace Niaga.Platform.Tests.Sso;

/// <summary>Niaga with identity providers and a name server beside it, on this machine.</summary>
public class SsoApp : NiagaApp, IAsyncDisposable
{
    internal TestProvider Providers { get; } = new();

    internal TestDnsServer Dns { get; } = new();

    protected override string[] Configuration => ["--Sso:AllowPrivateAddresses=true", "--Sso:Resolver=" + Dns.Address];

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await base.DisposeAsync();
        await Providers.DisposeAsync();
        await Dns.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A business with a provider that is on and a domain of its own.</summary>
    internal async Task<Company> Company(Func<ConnectSso.Input, ConnectSso.Input>? with = null, bool on = true)
    {
        var business = await SignUp();
        var company = new Company(this, business, Providers.Realm());
        (await company.Connect(with)).ShouldBeNull();
        await company.Verify(company.Domain);
        if (on)
            await company.TurnOn();
        return company;
    }
}

/// <summary>A business with its own provider, and the acts of whoever set it up.</summary>
internal sealed class Company
{
    private readonly SsoApp app;

    public Company(SsoApp app, TestBusiness business, TestRealm realm)
    {
        (this.app, Business, Realm) = (app, business, realm);
        Domain = $"{business.Slug}.my";
        realm.Person["email"] = $"aminah@{Domain}";
    }

    public TestBusiness Business { get; }

    public TestRealm Realm { get; }

    public string Domain { get; }

    public string Slug => Business.Slug;

    public string Start => $"/sso/{Slug}";

    /// <returns>The refusal's code, or null.</returns>
    public async Task<string?> Connect(Func<ConnectSso.Input, ConnectSso.Input>? with = null)
    {
        var input = new ConnectSso.Input(
            Realm.Issuer,
            TestRealm.ClientId,
            TestRealm.ClientSecret,
            null,
            null,
            null,
            "staff",
            true,
            false,
            [],
            await Version()
        );
        return await Act(runner => ConnectSso.Do(runner, with is null ? input : with(input), CancellationToken.None));
    }

    public async Task<long?> Version() =>
        await Business.Ask<bool>("SELECT EXISTS (SELECT FROM platform.sso_connections)")
            ? await Business.Ask<long>("SELECT version FROM platform.sso_connections")
            : null;

    /// <summary>Adds a domain and proves it.</summary>
    public async Task Verify(string domain)
    {
        (await Act(runner => AddDomain.Do(runner, new(domain), CancellationToken.None))).ShouldBeNull();
        app.Dns.Texts["_niaga-challenge." + domain] =
        [
            await Business.Ask<string>($"SELECT challenge FROM platform.domains WHERE domain = '{domain}'"),
        ];
        (await Act(runner => CheckDomain.Do(runner, new(domain), CancellationToken.None))).ShouldBeNull();
    }

    /// <summary>As after a try that ended well.</summary>
    public async Task TurnOn()
    {
        await Run("UPDATE platform.sso_connections SET tried_at = now()");
        (await Act(runner => EnableSso.Do(runner, true, CancellationToken.None))).ShouldBeNull();
    }

    public async Task<string?> Act<T>(Func<UseCaseRunner, Task<Outcome<T>>> act)
    {
        await using var scope = Business.Act();
        return (await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>())).Refusal?.Code;
    }

    /// <summary>SQL as <c>app</c>, behind the business's lock.</summary>
    public async Task Run(string sql)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = Business.Tenant.ToString() } } },
                new(sql),
            },
        };
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>The role and status of a member by address, or null.</summary>
    public Task<string> Place(string email) =>
        Business.Ask<string>(
            $"""
            SELECT coalesce((SELECT role || ' ' || status FROM platform.memberships m JOIN platform.people p ON p.id = m.person_id
            WHERE m.tenant_id = '{Business.Tenant}' AND p.email = '{email}'), 'none')
            """
        );

    /// <summary>A member with a password, made as the tests of other parts make them.</summary>
    public async Task<PersonId> Member(string email, string role = "staff", string status = "active")
    {
        await using var scope = app.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<Person>>();
        var person = new Person("Member", email, "en", TimeProvider.System.GetUtcNow()) { EmailConfirmed = true };
        (await accounts.CreateAsync(person, TestBusiness.Password)).Succeeded.ShouldBeTrue();
        await Run(
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at, status)
            VALUES ('{Business.Tenant}', '{person.Id}', '{role}', now(), '{status}')
            """
        );
        return person.PersonId;
    }

    /// <summary>From our sign-in page through the provider and back: the answer of the callback.</summary>
    public static async Task<Page> Through(Browser browser, string start)
    {
        var back = await ToDoorstep(browser, start);
        return await browser.Get(back);
    }

    /// <summary>As <see cref="Through"/>, but stops before our callback: the address the provider sends the browser to.</summary>
    public static async Task<string> ToDoorstep(Browser browser, string start)
    {
        var left = await browser.Get(start);
        left.Location.ShouldNotBeNull($"{left.Status} {left.Text}");
        left.Location.ShouldContain("/authorize?", Case.Sensitive, left.Location);
        var there = await browser.Get(left.Location);
        there.Location.ShouldNotBeNull($"{there.Status} {there.Text}");
        return there.Location;
    }

    /// <summary>Nobody is signed in at this business with this browser, and nobody has joined.</summary>
    public async Task Stays(Browser browser, string email = "")
    {
        (await browser.Get($"/{Slug}/")).Location.ShouldNotBeNull().ShouldContain("/sign-in");
        browser.Cookies.GetAllCookies().Any(c => c.Name == "niaga.person").ShouldBeFalse();
        if (email.Length > 0)
            (await Place(email)).ShouldBe("none");
        (await Business.Ask<long>($"SELECT count(*) FROM platform.sessions WHERE bound_to = '{Business.Tenant}'")).ShouldBe(0);
    }
}
