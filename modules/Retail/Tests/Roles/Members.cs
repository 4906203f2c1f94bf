using Niaga.Retail.Tests.Sales;
using Niaga.Testing;

namespace Niaga.Retail.Tests.Roles;

/// <summary>A browser of somebody with a role in a shop, reading English.</summary>
internal static class Members
{
    public static async Task<HttpClient> Browser(NiagaApp app, Shop shop, string role)
    {
        var person = role == "owner" ? shop.Business.Owner : (await app.SignUp()).Owner;
        if (role != "owner")
        {
            await shop.Business.Ask<long>(
                $"""
                WITH w AS (INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
                VALUES ('{shop.Business.Tenant}', '{person}', '{role}', now()) RETURNING 1) SELECT count(*) FROM w
                """
            );
        }
        var now = TimeProvider.System.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, person, now, now);
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new(app.Address),
        };
        browser.DefaultRequestHeaders.Add("Cookie", cookie + "; niaga.lang=en");
        return browser;
    }
}
