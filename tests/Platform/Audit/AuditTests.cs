using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Audit;

/// <summary>What the audit log keeps, and what verification finds when the owner of the database has been at it.</summary>
public sealed class AuditTests(AuditApp app) : IClassFixture<AuditApp>
{
    private const int Entries = 6;

    [Fact]
    public async Task An_entry_goes_with_the_transaction_it_belongs_to()
    {
        var shop = await app.SignUp();
        var before = await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries");
        (await Note(shop, "refused", refuse: true)).Refusal.ShouldNotBeNull();
        (await shop.Ask<long>("SELECT count(*) FROM platform.audit_entries")).ShouldBe(before);
        await Note(shop, "kept", refuse: false);
        (await shop.Ask<string>("SELECT after FROM platform.audit_entries WHERE subject_id = 'kept'")).ShouldBe("{\"word\":\"kept\"}");
        (await shop.Ask<Guid>("SELECT person_id FROM platform.audit_entries WHERE subject_id = 'kept'")).ShouldBe(shop.Owner.Value);
    }

    [Fact]
    public async Task The_chain_is_sealed_within_seconds_and_holds()
    {
        var shop = await Sealed();
        var result = await Verify(shop);
        result.Broken.ShouldBeNull();
        result.Links.ShouldBe(Entries + 1);
    }

    [Theory]
    [InlineData("UPDATE platform.audit_entries SET after = '{}' WHERE entry_id = {3}", "link 3")]
    [InlineData("UPDATE platform.audit_entries SET person_id = NULL WHERE entry_id = {4}", "link 4")]
    [InlineData("UPDATE platform.audit_entries SET at = at + interval '1 microsecond' WHERE entry_id = {2}", "link 2")]
    [InlineData("DELETE FROM platform.audit_entries WHERE entry_id = {4}", "link 4")]
    [InlineData("DELETE FROM platform.audit_seals WHERE entry_id = {4}; DELETE FROM platform.audit_entries WHERE entry_id = {4}", "link 4")]
    [InlineData(
        """
            UPDATE platform.audit_seals SET sequence = 1002 WHERE sequence = 2; UPDATE platform.audit_seals SET sequence = 2
            WHERE sequence = 3; UPDATE platform.audit_seals SET sequence = 3 WHERE sequence = 1002
            """,
        "link 2"
    )]
    [InlineData("UPDATE platform.audit_seals SET hash = sha256('x') WHERE sequence = 5", "link 5")]
    [InlineData(
        "UPDATE platform.audit_entries SET at = at WHERE entry_id = {1}; TRUNCATE platform.audit_seals, platform.audit_entries CASCADE",
        "link 1"
    )]
    [InlineData(
        "DELETE FROM platform.audit_seals WHERE sequence >= 6; DELETE FROM platform.audit_entries WHERE entry_id IN ({6}, {7})",
        "link 6"
    )]
    [InlineData("DELETE FROM platform.audit_seals WHERE sequence = 7", "entry {7}")]
    [InlineData(
        """
            INSERT INTO platform.audit_entries SELECT tenant_id, '00000000-0000-7000-8000-0000000000aa', at, person_id, channel, address,
            action, subject, 'slipped in', before, after FROM platform.audit_entries WHERE entry_id = {3}
            """,
        "00000000-0000-7000-8000-0000000000aa"
    )]
    public async Task Verification_names_the_first_broken_link(string tampering, string link)
    {
        var shop = await Sealed();
        var ids = await Ids(shop);
        await Tamper(shop, Fill(tampering, ids, "'"));
        var result = await Verify(shop);
        result.Broken.ShouldNotBeNull().ShouldContain(Fill(link, ids, ""));
    }

    [Fact]
    public async Task A_chain_that_was_cut_and_grown_again_is_found()
    {
        var shop = await Sealed();
        var ids = await Ids(shop);
        await Tamper(
            shop,
            $"DELETE FROM platform.audit_seals WHERE sequence = 7; DELETE FROM platform.audit_entries WHERE entry_id = '{ids[6]}'"
        );
        await Note(shop, "grown", refuse: false);
        await Note(shop, "grown more", refuse: false);
        await Seal(shop);
        (await Verify(shop)).Broken.ShouldNotBeNull().ShouldContain("link 7");
    }

    [Fact]
    public async Task A_chain_computed_anew_after_an_alteration_is_found_though_it_went_on_since()
    {
        var shop = await Sealed();
        var ids = await Ids(shop);
        // The whole chain made to fit the altered entry, as whoever knows how it is made could.
        await Tamper(
            shop,
            $"""
            UPDATE platform.audit_entries SET after = 'forged' WHERE entry_id = '{ids[2]}'; DELETE
            FROM platform.audit_seals; INSERT INTO platform.audit_pending SELECT tenant_id, entry_id FROM platform.audit_entries
            """,
            mine: true
        );
        await Seal(shop);
        await Note(shop, "one more", refuse: false);
        await Seal(shop);
        (await Verify(shop)).Broken.ShouldNotBeNull().ShouldContain("published");
    }

    [Fact]
    public async Task The_application_may_neither_change_nor_remove_what_is_written()
    {
        var shop = await Sealed();
        foreach (var table in new[] { "audit_entries", "audit_seals" })
        {
            foreach (
                var sql in new[]
                {
                    $"UPDATE platform.{table} SET tenant_id = tenant_id",
                    $"DELETE FROM platform.{table}",
                    $"TRUNCATE platform.{table}",
                }
            )
            {
                await using var connection = await app.Connect();
                await using var batch = new NpgsqlBatch(connection)
                {
                    BatchCommands =
                    {
                        new(TenantReads.SetTenant) { Parameters = { new() { Value = shop.Tenant.ToString() } } },
                        new(sql),
                    },
                };
                (await Should.ThrowAsync<PostgresException>(() => batch.ExecuteNonQueryAsync())).SqlState.ShouldBe("42501");
            }
        }
    }

    [Fact]
    public async Task A_chain_that_cannot_be_sealed_does_not_keep_the_others_open()
    {
        var (spoiled, good) = (await Sealed(), await app.SignUp());
        var ids = await Ids(spoiled);
        await Tamper(spoiled, $"INSERT INTO platform.audit_pending VALUES ('{spoiled.Tenant}', '{ids[1]}')");
        await Note(good, "after", refuse: false);
        await Seal(good);
        (await Verify(good)).Broken.ShouldBeNull();
    }

    private static string Fill(string text, Guid[] ids, string quote)
    {
        for (var i = 1; i <= ids.Length; i++)
            text = text.Replace($"{{{i}}}", quote + ids[i - 1] + quote, StringComparison.Ordinal);
        return text;
    }

    private async Task<TestBusiness> Sealed()
    {
        var shop = await app.SignUp();
        for (var i = 0; i < Entries; i++)
            await Note(shop, $"word {i}", refuse: false);
        await Seal(shop);
        return shop;
    }

    private static Task Seal(TestBusiness shop) =>
        Until.True(
            async () =>
                await shop.Ask<long>(
                    """
                    SELECT count(*) FROM platform.audit_entries e WHERE NOT EXISTS (SELECT FROM platform.audit_seals s
                    WHERE s.entry_id = e.entry_id)
                    """
                ) == 0,
            "all entries are sealed",
            5
        );

    private async Task<Guid[]> Ids(TestBusiness shop) =>
        await shop.Ask<Guid[]>("SELECT array_agg(entry_id ORDER BY sequence) FROM platform.audit_seals");

    /// <summary>As the owner of the database: no lock, no trigger, no foreign key in the way. Only this business's chain.</summary>
    private async Task Tamper(TestBusiness shop, string sql, bool mine = false)
    {
        await using var admin = await app.Connect("postgres");
        if (mine)
            sql =
                sql.Replace(
                    "DELETE FROM platform.audit_seals",
                    $"DELETE FROM platform.audit_seals WHERE tenant_id = '{shop.Tenant}'",
                    StringComparison.Ordinal
                ) + $" WHERE tenant_id = '{shop.Tenant}'";
        else
            sql = sql.Replace("WHERE sequence", $"WHERE tenant_id = '{shop.Tenant}' AND sequence", StringComparison.Ordinal);
        await using var command = new NpgsqlCommand("SET session_replication_role = replica; " + sql, admin);
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
        await using var reset = new NpgsqlCommand("SET session_replication_role = origin", admin);
        await reset.ExecuteNonQueryAsync();
    }

    private Task<AuditVerification.Result> Verify(TestBusiness shop) =>
        app.Services.GetRequiredService<AuditVerification>().Verify(shop.Tenant, CancellationToken.None);

    private static async Task<Outcome<Done>> Note(TestBusiness shop, string word, bool refuse)
    {
        await using var scope = shop.Act();
        return await NoteAudit.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), new(word, refuse), CancellationToken.None);
    }
}
