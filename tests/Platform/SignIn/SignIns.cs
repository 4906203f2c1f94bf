using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Identity.Sessions;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Npgsql;

namespace Niaga.Platform.Tests.SignIn;

/// <summary>Sign-ins as tests need them: older, bound to a business, in a browser.</summary>
internal static class SignIns
{
    /// <summary>SQL as <c>app</c>, on what belongs to people.</summary>
    public static async Task Run(this NiagaApp app, string sql)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The person's sign-ins have proven what they have proven some minutes earlier; every node knows when this returns.</summary>
    public static async Task Age(this NiagaApp app, TestBusiness business, int minutes)
    {
        await app.Run(
            $"""
            UPDATE platform.sessions
            SET password_at = password_at - interval '{minutes} min', factor_at = factor_at - interval '{minutes} min'
            WHERE person_id = '{business.Owner}'
            """
        );
        app.Services.GetRequiredService<SessionCache>().Forget(business.Owner);
    }

    /// <summary>The key of the owner's authenticator app, as only the running site can read it.</summary>
    public static async Task<string> KeyOf(this NiagaApp app, TestBusiness business)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        return (await accounts.GetAuthenticatorKeyAsync((await accounts.FindByIdAsync(business.Owner.ToString()))!))!;
    }

    public static async Task<Browser> SignedIn(this NiagaApp app, TestBusiness business)
    {
        var browser = new Browser(app);
        await Authenticator.Password(browser, business.Email);
        return browser;
    }

    /// <summary>A browser signed in through the business's own identity provider, as such a sign-in lies in the database.</summary>
    public static async Task<Browser> Bound(this NiagaApp app, TestBusiness business)
    {
        var cookie = (
            await Niaga.Testing.SignedIn.As(app, business.Owner, TimeProvider.System.GetUtcNow(), boundTo: business.Tenant)
        ).Cookie.Split('=', 2);
        var browser = new Browser(app);
        browser.Cookies.Add(new Uri(app.Address), new System.Net.Cookie(cookie[0], cookie[1]));
        return browser;
    }
}
