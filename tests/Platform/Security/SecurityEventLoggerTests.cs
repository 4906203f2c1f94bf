using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Security;

/// <summary>The lines a log store searches: one an event, and nobody's name, address or place in any line of the log.</summary>
public sealed class SecurityEventLoggerTests(SecurityEventLoggerTests.Listened app) : IClassFixture<SecurityEventLoggerTests.Listened>
{
    [Fact]
    public async Task Each_event_has_one_line_with_ids_and_nothing_that_names_anybody()
    {
        var shop = await app.SignUp();
        var colleague = await app.Join(shop, BuiltInRoles.Manager);
        using (var stranger = new Browser(app))
        {
            await stranger.Post(
                await stranger.Get("/en/sign-in"),
                "sign-in",
                ("Form.Email", colleague.Email),
                ("Form.Password", "not the password")
            );
        }
        using var browser = await app.Enter(colleague.Email);
        (await browser.Get($"/{shop.Slug}/products.csv?q=rahsia")).Status.ShouldBe(HttpStatusCode.OK);
        using var owner = await app.Enter(shop.Email);
        (await owner.Post(await owner.Get($"/{shop.Slug}/settings/security/change"), "rules", ("Form.Roles", "manager"))).Status.ShouldBe(
            HttpStatusCode.Found
        );
        await browser.Post(
            await browser.Get("/account/security"),
            "password",
            ("Change.Current", TestBusiness.Password),
            ("Change.Password", "teh tarik kurang manis")
        );
        using var client = await shop.Client();
        // Copied into two businesses' logs, told by mail: all of the work is done before the lines are counted.
        await Until.True(
            async () =>
                await Count(
                    $"""
                    SELECT count(*) FROM platform.audit_entries
                    WHERE tenant_id = '{shop.Tenant}' AND action = 'platform.password_changed'
                    """,
                    shop
                ) == 1,
            "the change of password is in the shop's log",
            30
        );

        var lines = app.Log.Lines.Where(l => l.Category == SecurityEventLogger.Category).ToArray();
        lines.ShouldAllBe(l => l.Level == LogLevel.Information);
        var entries = lines.Select(l => l.Fields["Entry"]).ToArray();
        entries.ShouldBeUnique();
        int Of(string action, object? actor) => lines.Count(l => Equals(l.Fields["Action"], action) && Equals(l.Fields["Actor"], actor));
        Of("platform.signed_in", colleague.Owner.Value).ShouldBe(1);
        Of("platform.signed_in", shop.Owner.Value).ShouldBe(1);
        Of("platform.password_changed", colleague.Owner.Value).ShouldBe(1);
        Of("retail.products_exported", colleague.Owner.Value).ShouldBe(1);
        Of("platform.security_policy_changed", shop.Owner.Value).ShouldBe(1);
        Of("platform.api_key_made", shop.Owner.Value).ShouldBe(1);
        var exported = lines.Single(l => Equals(l.Fields["Action"], "retail.products_exported"));
        exported.Fields["Tenant"].ShouldBe(shop.Tenant.Value);
        exported.Fields["SubjectId"].ShouldBeNull();
        // Each line leads to the sealed entry it tells of.
        (
            await Count(
                $"SELECT count(*) FROM platform.audit_entries WHERE tenant_id = '{shop.Tenant}' "
                    + $"AND entry_id = '{exported.Fields["Entry"]}'",
                shop
            )
        ).ShouldBe(1);

        foreach (
            var secret in new[]
            {
                "@",
                shop.Email,
                colleague.Email,
                "Siti",
                "Owner",
                "127.0.0.1",
                "::1",
                "rahsia",
                "teh tarik",
                TestBusiness.Password,
                "Kedai",
                shop.Slug,
                "not the password",
            }
        )
        {
            app.Log.Lines.Where(l => l.Text.Contains(secret, StringComparison.OrdinalIgnoreCase)).Select(l => l.Text).ShouldBeEmpty(secret);
        }
    }

    [Fact]
    public async Task A_try_at_an_address_nobody_has_is_one_line_for_the_operator_without_the_address()
    {
        using var stranger = new Browser(app);
        await stranger.Post(
            await stranger.Get("/en/sign-in"),
            "sign-in",
            ("Form.Email", "tiada.siapa@example.my"),
            ("Form.Password", "not the password")
        );
        IReadOnlyList<LogCapture.Line> Unknown() =>
            [
                .. app.Log.Lines.Where(l =>
                    l.Category == SecurityEventLogger.Category && Equals(l.Fields.GetValueOrDefault("Subject"), "platform.address")
                ),
            ];
        await Until.True(() => Unknown().Count == 1, "the operator's line", 30);
        Unknown()[0].Fields["Action"].ShouldBe("platform.sign_in_failed");
        app.Log.Lines.ShouldAllBe(l => !l.Text.Contains("tiada.siapa", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<long> Count(string sql, TestBusiness shop) => await shop.Ask<long>(sql);

    public sealed class Listened : NiagaApp
    {
        public LogCapture Log { get; } = new();

        protected override string[] Configuration => ["--Logging:LogLevel:Default=Warning"];

        protected override void Replace(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(Log);
    }
}
