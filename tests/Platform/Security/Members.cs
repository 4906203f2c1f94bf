using Niaga.Platform.Data;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Npgsql;

namespace Niaga.Platform.Tests.Security;

/// <summary>People of a business as a test needs them, and what happens to their rows.</summary>
internal static class Members
{
    /// <summary>A browser in which the person is signed in.</summary>
    public static async Task<Browser> Enter(this NiagaApp app, string email, string password = TestBusiness.Password)
    {
        var browser = new Browser(app);
        var page = await browser.Post(
            await browser.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", email),
            ("Form.Password", password),
            ("Form.Keep", "true")
        );
        if (page.Location is null)
            throw new InvalidOperationException($"Not let in: {page.Status}");

        return browser;
    }

    /// <summary>SQL as <c>app</c>, behind the business's lock.</summary>
    public static async Task Run(this NiagaApp app, TestBusiness shop, string sql)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = shop.Tenant.ToString() } } },
                new(sql),
            },
        };
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Somebody who works in the shop, and is the owner of another.</summary>
    public static async Task<TestBusiness> Join(this NiagaApp app, TestBusiness shop, string role)
    {
        var other = await app.SignUp();
        await app.Run(
            shop,
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{shop.Tenant}', '{other.Owner}', '{role}', now())
            """
        );
        return other;
    }
}
