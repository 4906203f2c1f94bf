using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Reports;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Tests.Sales;
using Niaga.Retail.Tests.Sales.Documents;
using Niaga.Retail.Tests.Sales.Reversals;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Retail.Tests.Reports;

/// <summary>Reports by mail: to who wanted them, as they may see them, and never to who has left.</summary>
public sealed class ReportMailTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_wanted_daily_comes_the_next_morning_with_its_files_once()
    {
        using var shop = await Shop.Open(app);
        var product = await shop.Product("Kopi", "5.00");
        (await shop.Sell(product, "2", "cash", "10")).ShouldBeSold();
        await Sql(
            $"SET LOCAL session_replication_role = replica; UPDATE retail.sales SET business_day = business_day - 1, "
                + $"sold_at = sold_at - interval '1 day' WHERE tenant_id = '{shop.Business.Tenant}'"
        );
        await Confirm(shop.Business.Email);
        (await Want(shop, "retail-sales-by-product", "daily")).ShouldBeNull();
        // Who works at another branch alone reads nothing of what was sold here.
        var (browser, person) = await app.Member(shop, "manager");
        browser.Dispose();
        var elsewhere = await shop.Business.Ask<string>($"SELECT email FROM platform.people WHERE id = '{person}'");
        await Confirm(elsewhere);
        await Sql(
            $"""
            SELECT set_config('app.tenant_id', '{shop.Business.Tenant}', true);
            INSERT INTO trade.branches (tenant_id, branch_id, place, name, name_key, created_at, updated_at)
            VALUES ('{shop.Business.Tenant}', gen_random_uuid(), 2, 'Klang', 'klang', now(), now());
            UPDATE platform.memberships SET branches = (SELECT array_agg(branch_id) FROM trade.branches
                WHERE tenant_id = '{shop.Business.Tenant}' AND place = 2)
            WHERE tenant_id = '{shop.Business.Tenant}' AND person_id = '{person}'
            """
        );
        (await Want(shop, "retail-sales-by-product", "daily", person)).ShouldBeNull();

        await ReportMorning.Of(shop.Business);
        await ReportMorning.Of(shop.Business);
        await Until.True(
            () => Mails(shop.Business.Email).Count > 0 && Mails(elsewhere).Count > 0,
            "the report is mailed to both",
            seconds: 30
        );
        var limited = Mails(elsewhere).ShouldHaveSingleItem();
        limited.TextBody!.ShouldContain("Net sales: RM0.00");
        new TestWorkbook(
            Content(limited.Attachments.OfType<MimePart>().Single(p => p.FileName!.EndsWith(".xlsx", StringComparison.Ordinal)))
        ).Rows.ShouldAllBe(r => r.All(c => c.Text != "Kopi"));
        var mail = Mails(shop.Business.Email).ShouldHaveSingleItem();

        var day = MalaysianTime.Day(TimeProvider.System.GetUtcNow()).AddDays(-1);
        mail.Subject!.ShouldContain(MalaysianTime.Show(day, Niaga.Platform.Texts.Language.English));
        mail.TextBody!.ShouldContain("Net sales: RM10.00 (before: RM0.00)");
        mail.TextBody!.ShouldContain($"/{shop.Business.Slug}/reports/retail-sales-by-product?from={day:O}&to={day:O}");
        var files = mail.Attachments.OfType<MimePart>().ToDictionary(p => p.FileName!.Split('.')[^1], Content);
        files.Keys.Order().ShouldBe(["pdf", "xlsx"]);
        PaperReading.Pdf(files["pdf"])[0].ShouldSay("Kopi", "RM10.00");
        new TestWorkbook(files["xlsx"]).Rows[1][^2].Number.ShouldBe(10m);
        (
            await shop.Business.Ask<string>("SELECT max(after::text) FROM platform.audit_entries WHERE action = 'platform.report_mailed'")
        ).ShouldBe($"{{\"file\":\"sales-by-product-{day:O}.xlsx\",\"rows\":1}}");
    }

    [Fact]
    public async Task Who_may_no_longer_read_it_or_has_stopped_it_gets_none()
    {
        using var shop = await Shop.Open(app);
        var (browser, person) = await app.Member(shop, "manager");
        browser.Dispose();
        (await Want(shop, "retail-margin", "daily", person)).ShouldBeNull();
        (await Want(shop, "retail-sales-by-day", "daily", person)).ShouldBeNull();
        (await Want(shop, "retail-sales-by-hour", "daily", person)).ShouldBeNull();
        (await Want(shop, "retail-sales-by-hour", null, person)).ShouldBeNull();
        var email = await shop.Business.Ask<string>($"SELECT email FROM platform.people WHERE id = '{person}'");
        await Confirm(email);
        var role = Guid.CreateVersion7();
        await shop.Business.Ask<long>(
            $"""
            WITH w AS (INSERT INTO platform.roles (tenant_id, role_id, name, permissions, created_at, updated_at)
            VALUES ('{shop.Business.Tenant}', '{role}', 'Sales', string_to_array('retail.export,retail.sales.view', ','), now(), now())
            RETURNING 1) SELECT count(*) FROM w
            """
        );
        await shop.Business.Ask<long>(
            $"""
            WITH w AS (UPDATE platform.memberships SET role = 'custom.{role}' WHERE person_id = '{person}' RETURNING 1)
            SELECT count(*) FROM w
            """
        );

        await ReportMorning.Of(shop.Business);
        await Until.True(() => Mails(email).Count > 0, "the report is mailed", seconds: 30);
        var mail = Mails(email).ShouldHaveSingleItem();
        mail.Subject!.ShouldStartWith("Sales by day");
        await Until.True(
            async () =>
                await shop.Business.Ask<long>(
                    "SELECT count(*) FROM platform.work_items WHERE kind = 'site.mail_report' AND state <> 'done'"
                ) == 0,
            "both were looked at"
        );
        Mails(email).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("retail-sales-by-day", "hourly", "platform.invalid")]
    [InlineData("retail-nothing", "daily", "platform.not_found")]
    public async Task A_wrong_wish_is_refused_by_name(string report, string rhythm, string code)
    {
        using var shop = await Shop.Open(app);
        (await Want(shop, report, rhythm)).ShouldBe(code);
    }

    [Theory]
    // The week begins on Monday here, on Sunday where the weekend is Friday and Saturday.
    [InlineData("daily", "2026-11-29", DayOfWeek.Monday, true)]
    [InlineData("weekly", "2026-11-29", DayOfWeek.Monday, false)]
    [InlineData("weekly", "2026-11-30", DayOfWeek.Monday, true)]
    [InlineData("weekly", "2026-11-29", DayOfWeek.Sunday, true)]
    [InlineData("monthly", "2026-11-30", DayOfWeek.Monday, false)]
    [InlineData("monthly", "2026-12-01", DayOfWeek.Monday, true)]
    public void Mornings(string rhythm, string today, DayOfWeek first, bool due) =>
        ReportMorning.IsDue(rhythm, DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture), first).ShouldBe(due);

    private async Task<string?> Want(Shop shop, string report, string? rhythm, PersonId? person = null)
    {
        await using var scope = shop.Business.Act();
        if (person is { } manager)
            scope
                .ServiceProvider.GetRequiredService<Caller>()
                .Identify(manager, app.Services.GetRequiredService<ModuleCatalog>().PermissionsOf("manager"));
        return (await MailReportRegularly.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), new(report, rhythm), Cancel))
            .Refusal
            ?.Code;
    }

    /// <summary>Figures go to nobody's address but one's own.</summary>
    private Task Confirm(string email) => Sql($"UPDATE platform.people SET email_confirmed = true WHERE email = '{email}'");

    private async Task Sql(string statements)
    {
        await using var admin = await app.Connect("postgres");
        await using var command = new Npgsql.NpgsqlCommand($"BEGIN; {statements}; COMMIT", admin);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private List<MimeMessage> Mails(string to) =>
        [
            .. Directory
                .CreateDirectory(Path.Combine(app.DataFolder, "mail"))
                .GetFiles("*.eml")
                .Select(f => MimeMessage.Load(f.FullName))
                .Where(m => m.To.ToString().Contains(to, StringComparison.Ordinal) && m.Attachments.Any()),
        ];

    private static byte[] Content(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return content.ToArray();
    }
}
