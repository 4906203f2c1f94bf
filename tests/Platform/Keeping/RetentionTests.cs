using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Keeping;
using Niaga.Platform.Modules;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Testing;
using Niaga.Testing.Rows;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Keeping;

/// <summary>How long each class is kept: its law, its dates, what a business may choose.</summary>
public sealed class RetentionTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("accounting", "2024-03-12", 7, "2032-01-01")]
    [InlineData("accounting", "2024-12-31", 7, "2032-01-01")]
    [InlineData("accounting", "2025-01-01", 7, "2033-01-01")]
    [InlineData("employment", "2024-02-29", 7, "2031-02-28")]
    [InlineData("employment", "2024-02-28", 6, "2030-02-28")]
    [InlineData("medical", "2033-05-05", 7, "2040-05-05")]
    [InlineData("deleted", "2027-01-01", 90, "2027-04-01")]
    [InlineData("business", "2027-01-10", 90, "2027-04-10")]
    public void A_record_is_due_on_one_day_and_on_none_before(string key, string day, int period, string due)
    {
        var known = RetentionClass.All.Single(c => c.Key == key);
        known.DueOn(Day(day), period).ShouldBe(Day(due));
        known.LastDue(Day(due), period).ShouldBeGreaterThanOrEqualTo(Day(day));
        known.LastDue(Day(due).AddDays(-1), period).ShouldBeLessThan(Day(day));
    }

    [Fact]
    public void Due_day_and_last_due_event_say_the_same_on_every_day_of_five_years()
    {
        foreach (var known in RetentionClass.All)
        foreach (var period in new[] { known.Floor, known.Usual, known.Most })
        {
            for (var day = Day("2024-01-01"); day < Day("2029-01-01"); day = day.AddDays(1))
            {
                var due = known.DueOn(day, period);
                (known.LastDue(due, period) >= day).ShouldBeTrue($"{known.Key} {period} {day}");
                (known.LastDue(due.AddDays(-1), period) < day).ShouldBeTrue($"{known.Key} {period} {day}");
            }
        }
    }

    [Fact]
    public async Task Below_the_law_is_refused_with_its_name_on_the_page_by_the_api_and_by_the_database()
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        var refused = await client.PatchAsJsonAsync("/api/v1/retention", new { accounting = 3, deleted = 5000 });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Income Tax Act 1967, s. 82");
        (await client.PatchAsJsonAsync("/api/v1/retention", new { deleted = 6 })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PatchAsJsonAsync("/api/v1/retention", new { accounting = 31 })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await shop.Ask<long>("SELECT count(*) FROM platform.retention_periods")).ShouldBe(0);
        await using var connection = await app.Connect();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(TenantReads.SetTenant) { Parameters = { new() { Value = shop.Tenant.ToString() } } },
                new($"INSERT INTO platform.retention_periods VALUES ('{shop.Tenant}', 'accounting', 6, now())"),
            },
        };
        (await Should.ThrowAsync<PostgresException>(() => batch.ExecuteNonQueryAsync())).ConstraintName.ShouldBe(
            "retention_periods_lawful"
        );

        (await client.PatchAsJsonAsync("/api/v1/retention", new { accounting = 10, deleted = 30 })).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await client.PatchAsJsonAsync("/api/v1/retention", new { accounting = 10, evidence = 7 })).EnsureSuccessStatusCode();
        var shown = await client.GetStringAsync("/api/v1/retention");
        shown.ShouldContain("\"class\":\"accounting\",\"period\":10");
        shown.ShouldContain("\"class\":\"deleted\",\"period\":30");
        shown.ShouldContain("Sales and receipts");
        shown.ShouldNotContain("medical", customMessage: "a shop has no patients");
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.retention_changed'")).ShouldBe(2);
    }

    [Fact]
    public async Task The_owner_chooses_on_a_page_and_a_manager_does_not_find_it()
    {
        var shop = await app.SignUp();
        using var owner = new Browser(app);
        await owner.SignIn(shop.Email);
        var page = await owner.Get($"/{shop.Slug}/settings/keeping");
        page.Text.ShouldContain("Income Tax Act 1967, s. 82");
        page.Text.ShouldContain("Sales and receipts");
        var refused = await owner.Post(page, "keeping", ("Form.Accounting", "6"), ("Form.Deleted", "x"), ("Form.Evidence", "7"));
        refused.ErrorOf("Accounting").ShouldBe("Keep these for at least 7 years: the Income Tax Act 1967, s. 82, asks for it.");
        refused.ErrorOf("Deleted").ShouldNotBeNull();
        refused.Body.ShouldContain("value=\"6\"");
        (await owner.Post(page, "keeping", ("Form.Accounting", "8"), ("Form.Deleted", ""))).Status.ShouldBe(HttpStatusCode.Found);
        (await shop.Ask<int>("SELECT period FROM platform.retention_periods WHERE class = 'accounting'")).ShouldBe(8);

        using var manager = new Browser(app);
        await manager.SignIn((await app.Hire(shop, "manager")).Email);
        (await manager.Get($"/{shop.Slug}/settings/keeping")).Status.ShouldNotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_start_is_refused_by_a_table_that_names_no_event_or_one_it_does_not_have()
    {
        Manifest With(Table table) =>
            new()
            {
                Key = "retail",
                Assembly = typeof(RetentionTests).Assembly,
                Tables = [table],
            };
        RetentionChecks
            .Manifests(new([With(new("sales", Retention.Accounting))]))
            .ShouldBe(["table retail.sales is kept as Accounting and names no event to count from"]);
        RetentionChecks
            .Manifests(new([With(new("sale_lines", Retention.Accounting, RowEvent.With("retail.sale")))]))
            .ShouldBe(["table retail.sale_lines goes with retail.sale, which no manifest declares"]);
        async Task<IReadOnlyList<string>> Database(string sql) =>
            await RetentionChecks.Database(
                app.Services.GetRequiredService<Databases>(),
                new([With(new("sales", Retention.Accounting, RowEvent.At(sql)))]),
                CancellationToken.None
            );
        (await Database("sold_on")).ShouldBe(["table retail.sales counts from sold_on, which it does not have"]);
        (await Database("total_sen")).ShouldBe(["table retail.sales counts from total_sen, which is neither a moment nor a day"]);
        (await Database("sold_at")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_child_is_kept_until_seven_years_after_coming_of_age_where_that_is_later_than_the_last_visit()
    {
        var declared = new Table("patients", Retention.Medical, RowEvent.At("greatest(last_visit, (born + interval '18 years')::date)"));
        await using var admin = await RowMaker.Connect(app.Database);
        await admin.Run(
            """
            CREATE TEMP TABLE patients (tenant_id uuid, patient_id uuid, born date, last_visit date);
            INSERT INTO patients VALUES (gen_random_uuid(), gen_random_uuid(), '2015-05-05', '2024-02-01');
            INSERT INTO patients SELECT tenant_id, gen_random_uuid(), '1980-01-01', '2024-02-01' FROM patients
            """
        );
        var tenant = Guid.Parse((await admin.One("SELECT DISTINCT tenant_id::text FROM patients"))!);
        var tables = await app.Services.GetRequiredService<Purge>().Tables(CancellationToken.None);
        var patients = new KeptTable("pg_temp.patients", declared, [("patient_id", "uuid")], Lockable: true);
        var sql = new PurgeSql(tables, new(patients, RetentionClass.Medical, declared.Event!.Sql, IsDay: true));
        foreach (var (day, due) in new[] { ("2031-01-31", 0), ("2031-02-01", 1), ("2040-05-04", 1), ("2040-05-05", 2) })
        {
            await using var count = new NpgsqlCommand(sql.Count, admin);
            count.Parameters.AddWithValue(tenant);
            count.Parameters.AddWithValue(sql.Until(RetentionClass.Medical.LastDue(Day(day), 7)));
            count.Parameters.AddWithValue(Day(day));
            ((long)(await count.ExecuteScalarAsync())!).ShouldBe(due, day);
        }
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
