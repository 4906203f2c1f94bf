using Niaga.Identity.Members;
using Niaga.Identity.People;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>A business always has an active owner, whoever takes whose place at once.</summary>
public sealed class OwnerTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private const int Tries = 50;

    private static CancellationToken Cancel => CancellationToken.None;

    [Fact]
    public async Task The_last_owner_is_neither_demoted_nor_suspended_nor_removed_and_does_not_leave()
    {
        var shop = await app.SignUp();
        var other = await app.Hire(shop, "owner");
        (await app.As(shop, other.Person, r => ChangeMemberRole.Do(r, new(other.Person, "staff"), Cancel))).Refusal.ShouldBeNull();
        (await app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(shop.Owner, "staff"), Cancel))).Refusal!.Code.ShouldBe(
            "platform.last_owner"
        );
        (await app.As(shop, shop.Owner, r => LeaveBusiness.Do(r, new(), Cancel))).Refusal!.Code.ShouldBe("platform.last_owner");
        (await app.As(shop, shop.Owner, r => SuspendMember.Do(r, new(shop.Owner), Cancel))).Refusal!.Code.ShouldBe("platform.yourself");
        (await app.As(shop, shop.Owner, r => RemoveMember.Do(r, shop.Owner, Cancel))).Refusal!.Code.ShouldBe("platform.yourself");
        // A suspended owner is no owner to fall back on.
        await app.Tell(shop, $"UPDATE platform.memberships SET role = 'owner', status = 'suspended' WHERE person_id = '{other.Person}'");
        (await app.As(shop, shop.Owner, r => LeaveBusiness.Do(r, new(), Cancel))).Refusal!.Code.ShouldBe("platform.last_owner");
        (await app.As(shop, shop.Owner, r => ReactivateMember.Do(r, new(other.Person), Cancel))).Refusal.ShouldBeNull();
        (await app.As(shop, shop.Owner, r => LeaveBusiness.Do(r, new(), Cancel))).Refusal.ShouldBeNull();
        (await shop.RoleOf(other.Person)).ShouldBe("owner active");
    }

    [Fact]
    public async Task Two_owners_who_take_each_others_place_at_once_leave_one()
    {
        var shop = await app.SignUp();
        var (one, two) = (await app.Hire(shop, "owner"), await app.Hire(shop, "owner"));
        await app.Tell(shop, $"DELETE FROM platform.memberships WHERE person_id = '{shop.Owner}'");
        var gate = app.PermissionsOf("owner");
        Func<PersonId, PersonId, Task<Refusal?>>[] acts =
        [
            async (by, whom) => (await app.As(shop, by, r => ChangeMemberRole.Do(r, new(whom, "manager"), Cancel), gate)).Refusal,
            async (by, whom) => (await app.As(shop, by, r => SuspendMember.Do(r, new(whom), Cancel), gate)).Refusal,
            async (by, whom) => (await app.As(shop, by, r => RemoveMember.Do(r, whom, Cancel), gate)).Refusal,
            async (by, _) => (await app.As(shop, by, r => LeaveBusiness.Do(r, new(), Cancel), gate)).Refusal,
            async (by, _) => (await app.As(shop, by, r => ChangeMemberRole.Do(r, new(by, "staff"), Cancel), gate)).Refusal,
        ];
        for (var i = 0; i < Tries; i++)
        {
            var answers = await Task.WhenAll(
                acts[i % acts.Length](one.Person, two.Person),
                acts[i / acts.Length % acts.Length](two.Person, one.Person)
            );
            (await Owners(shop)).ShouldBeGreaterThanOrEqualTo(1, $"try {i}");
            answers.Count(a => a is null).ShouldBeGreaterThanOrEqualTo(1, $"try {i}");
            answers
                .OfType<Refusal>()
                .ShouldAllBe(a =>
                    a.Code == "platform.last_owner"
                    || a.Code == "platform.owners_only"
                    || a.Code == "platform.forbidden"
                    || a.Code == "platform.not_found"
                );
            foreach (var person in new[] { one.Person, two.Person })
            {
                await app.Tell(
                    shop,
                    $"""
                    INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
                    VALUES ('{shop.Tenant}', '{person}', 'owner', now()) ON CONFLICT (tenant_id, person_id) DO UPDATE
                    SET role = 'owner', status = 'active'
                    """
                );
            }
        }
    }

    [Theory]
    [InlineData("UPDATE platform.memberships SET role = 'staff'")]
    [InlineData("UPDATE platform.memberships SET status = 'suspended'")]
    [InlineData("DELETE FROM platform.memberships")]
    public async Task The_database_holds_it_by_itself(string sql)
    {
        var shop = await app.SignUp();
        var other = await app.Hire(shop, "owner");
        for (var i = 0; i < 5; i++)
        {
            // Both have taken before either commits: the second must wait for the first, and then find it was the last but one.
            await using (var one = await Begin(shop))
            await using (var two = await Begin(shop))
            {
                await Run(one, $"{sql} WHERE person_id = '{shop.Owner}'");
                var second = Run(two, $"{sql} WHERE person_id = '{other.Person}'");
                var waits = $"SELECT count(*) FROM pg_stat_activity WHERE pid = {two.ProcessID} AND wait_event_type = 'Lock'";
                await Until.True(async () => second.IsCompleted || await shop.Ask<long>(waits) == 1, "the second waits or is through");
                await Run(one, "COMMIT");
                (
                    await Should.ThrowAsync<PostgresException>(async () =>
                    {
                        await second;
                        await Run(two, "COMMIT");
                    })
                ).ConstraintName.ShouldBe("memberships_keep_an_owner");
            }
            (await Owners(shop)).ShouldBe(1);
            foreach (var person in new[] { shop.Owner, other.Person })
            {
                await app.Tell(
                    shop,
                    $"""
                    INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
                    VALUES ('{shop.Tenant}', '{person}', 'owner', now()) ON CONFLICT (tenant_id, person_id) DO UPDATE
                    SET role = 'owner', status = 'active'
                    """
                );
            }
        }
        (await Try(shop, sql)).ShouldBe("memberships_keep_an_owner");
    }

    /// <summary>A connection of <c>app</c> outside the pool, in a transaction of the business.</summary>
    private async Task<NpgsqlConnection> Begin(TestBusiness shop)
    {
        var connection = new NpgsqlConnection(TestServer.As("niaga_app", app.Database) + ";Pooling=false");
        await connection.OpenAsync();
        await Run(connection, $"BEGIN; SET LOCAL app.tenant_id = '{shop.Tenant}'; SET LOCAL app.branches = '*'");
        return connection;
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string?> Try(TestBusiness shop, string sql)
    {
        try
        {
            await app.Tell(shop, sql);
            return null;
        }
        catch (PostgresException e)
        {
            return e.ConstraintName ?? e.SqlState;
        }
    }

    private static Task<long> Owners(TestBusiness shop) =>
        shop.Ask<long>("SELECT count(*) FROM platform.memberships WHERE role = 'owner' AND status = 'active'");
}
