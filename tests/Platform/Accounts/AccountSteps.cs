using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Mail;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Npgsql;

namespace Niaga.Platform.Tests.Accounts;

/// <summary>Steps of the account tests at the site's public pages.</summary>
internal static class AccountSteps
{
    public static async Task<Page> SignIn(this Browser browser, string email, string password = TestBusiness.Password) =>
        await browser.Post(await browser.Get("/en/sign-in"), "sign-in", ("Form.Email", email), ("Form.Password", password));

    public static async Task<Page> Forget(this Browser browser, string email) =>
        await browser.Post(await browser.Get("/forgot-password"), "forgot", ("Form.Email", email));

    public static async Task<Page> SignUp(this Browser browser, string slug, string email, string password) =>
        await browser.Post(
            await browser.Get("/en/sign-up"),
            "sign-up",
            ("Form.BusinessName", "Kedai Puan Ros"),
            ("Form.Slug", slug),
            ("Form.Industry", "retail.bakery"),
            ("Form.State", "01"),
            ("Form.OwnerName", "Rosnah"),
            ("Form.Email", email),
            ("Form.Password", password),
            ("Form.Agree", "true")
        );

    /// <summary>A browser in which the owner has signed in.</summary>
    public static async Task<Browser> SignedIn(this NiagaApp app, TestBusiness business)
    {
        var browser = new Browser(app);
        await browser.SignIn(business.Email);
        return browser;
    }

    public static string Fresh() => "ros-" + Guid.NewGuid().ToString("N")[..10];

    /// <summary>E-mails to an address, the newest first.</summary>
    public static async Task<IReadOnlyList<FolderMail.Kept>> Emails(this NiagaApp app, string to) =>
        [
            .. (await app.Services.GetRequiredService<FolderMail>().Newest(1000, CancellationToken.None)).Where(l =>
                l.To.Contains(to, StringComparison.OrdinalIgnoreCase)
            ),
        ];

    /// <summary>The path of the link in the newest e-mail to an address; background work sends it.</summary>
    public static async Task<string> Link(this NiagaApp app, string to, int emails = 1)
    {
        await Until.True(async () => (await app.Emails(to)).Count >= emails, $"e-mail {emails} to {to}", 30);
        return new Uri(
            (await app.Emails(to))[0].Body.Split('\n').First(l => l.StartsWith("http", StringComparison.Ordinal)).Trim()
        ).PathAndQuery;
    }

    /// <summary>SQL as the application, about people: they are shared.</summary>
    public static async Task<T> Ask<T>(this NiagaApp app, string sql, params object[] values)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException("No row: " + sql));
    }

    /// <summary>Facts of the entries of one kind in a business's log, the oldest first.</summary>
    public static async Task<IReadOnlyList<string?>> Entries(this NiagaApp app, string slug, string action)
    {
        await using var connection = await app.Connect(TestServer.Tester);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT set_config('app.tenant_id', (SELECT tenant_id::text FROM platform.tenants WHERE slug = $1), true)")
                {
                    Parameters = { new() { Value = slug } },
                },
                new("SELECT after FROM platform.audit_entries WHERE action = $1 ORDER BY entry_id")
                {
                    Parameters = { new() { Value = action } },
                },
            },
        };
        await using var rows = await batch.ExecuteReaderAsync();
        await rows.NextResultAsync();
        var facts = new List<string?>();
        while (await rows.ReadAsync())
            facts.Add(rows.IsDBNull(0) ? null : rows.GetString(0));
        return facts;
    }
}
