using Niaga.Identity.Members;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>A role that somebody has, or will be given, cannot be deleted.</summary>
public sealed class RoleInUseTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    private static CancellationToken Cancel => CancellationToken.None;

    [Fact]
    public async Task A_role_that_somebody_has_or_is_invited_with_stays()
    {
        var shop = await app.SignUp();
        var role = await app.MakeRole(shop, "Penyelia", "retail.sales.view");
        var member = await app.Hire(shop, $"custom.{role}");
        (await app.As(shop, shop.Owner, r => DeleteRole.Do(r, role, Cancel))).Refusal!.Code.ShouldBe("platform.role_in_use");
        (await app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(member.Person, "staff"), Cancel))).Refusal.ShouldBeNull();
        var invitation = await app.As(
            shop,
            shop.Owner,
            r => InviteMember.Do(r, new("baru@kedai.my", $"custom.{role}", "en", app.Address), Cancel)
        );
        (await app.As(shop, shop.Owner, r => DeleteRole.Do(r, role, Cancel))).Refusal!.Code.ShouldBe("platform.role_in_use");
        (await app.As(shop, shop.Owner, r => RevokeInvitation.Do(r, invitation.Value, Cancel))).Refusal.ShouldBeNull();
        (await app.As(shop, shop.Owner, r => DeleteRole.Do(r, role, Cancel))).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(
        "single sign-on",
        """
            INSERT INTO platform.sso_connections (tenant_id, connection_id, version, issuer, client_id, client_secret, name_claim,
            email_claim, default_role, joins, trusts_factor, changed_at)
            VALUES ('{0}', gen_random_uuid(), 1, 'https://login.kedai.my', 'niaga', ''::bytea, 'name', 'email', '{1}', true, false, now())
            """,
        "DELETE FROM platform.sso_connections"
    )]
    [InlineData(
        "a claim",
        """
            WITH made AS (INSERT INTO platform.sso_connections (tenant_id, connection_id, version, issuer, client_id, client_secret,
            name_claim, email_claim, default_role, joins, trusts_factor, changed_at) VALUES ('{0}', gen_random_uuid(), 1,
            'https://login.kedai.my', 'niaga', ''::bytea, 'name', 'email', 'staff', true, false, now())
            RETURNING tenant_id) INSERT INTO platform.sso_role_mappings SELECT tenant_id, 'Penyelia', '{1}', 0 FROM made
            """,
        "DELETE FROM platform.sso_role_mappings"
    )]
    [InlineData(
        "a directory",
        "INSERT INTO platform.provisioning (tenant_id, default_role, updated_at) VALUES ('{0}', '{1}', now())",
        "UPDATE platform.provisioning SET default_role = 'staff'"
    )]
    public async Task A_role_that_newcomers_are_given_by_others_stays(string by, string give, string free)
    {
        var shop = await app.SignUp();
        var role = await app.MakeRole(shop, "Penyelia", "retail.sales.view");
        string Give(Guid which) =>
            give.Replace("{0}", shop.Tenant.ToString(), StringComparison.Ordinal)
                .Replace("{1}", $"custom.{which}", StringComparison.Ordinal);
        (await Try(shop, Give(Guid.NewGuid()))).ShouldBeFalse(by);
        (await Try(shop, Give(role))).ShouldBeTrue(by);
        (await app.As(shop, shop.Owner, r => DeleteRole.Do(r, role, Cancel)))
            .Refusal.ShouldNotBeNull(by)
            .Code.ShouldBe("platform.role_in_use");
        await app.Tell(shop, free);
        (await app.As(shop, shop.Owner, r => DeleteRole.Do(r, role, Cancel))).Refusal.ShouldBeNull(by);
    }

    [Fact]
    public async Task A_role_is_never_deleted_while_it_is_given()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        for (var i = 0; i < 30; i++)
        {
            var role = await app.MakeRole(shop, $"Sementara {i}", "retail.sales.view");
            var key = $"custom.{role}";
            var given = app.As(shop, shop.Owner, r => ChangeMemberRole.Do(r, new(member.Person, key), Cancel));
            var invited = app.As(
                shop,
                shop.Owner,
                r => InviteMember.Do(r, new($"{Guid.NewGuid():N}@kedai.my", key, "en", app.Address), Cancel)
            );
            var byHand = Try(shop, $"UPDATE platform.memberships SET role = '{key}' WHERE person_id = '{member.Person}'");
            var deleted = app.As(shop, shop.Owner, r => DeleteRole.Do(r, role, Cancel));
            await Task.WhenAll(given, invited, byHand, deleted);
            var (stands, held) = (
                await shop.Ask<long>($"SELECT count(*) FROM platform.roles WHERE role_id = '{role}'"),
                await shop.Ask<long>(
                    $"""
                    SELECT (SELECT count(*) FROM platform.memberships WHERE role = '{key}') + (SELECT count(*) FROM platform.invitations
                    WHERE role = '{key}' AND revoked_at IS NULL)
                    """
                )
            );
            (stands == 1 || held == 0).ShouldBeTrue($"try {i}: the role is gone and {held} hold it");
            ((await deleted).Refusal?.Code ?? "platform.role_in_use").ShouldBe("platform.role_in_use");
            ((await given).Refusal?.Code ?? "platform.role_unknown").ShouldBe("platform.role_unknown");
            ((await invited).Refusal?.Code ?? "platform.role_unknown").ShouldBe("platform.role_unknown");
            await app.Tell(shop, $"UPDATE platform.memberships SET role = 'staff' WHERE person_id = '{member.Person}'");
            await app.Tell(
                shop,
                "UPDATE platform.invitations SET revoked_at = now(), sent_at = now() - interval '2 days' WHERE revoked_at IS NULL"
            );
        }
    }

    private async Task<bool> Try(TestBusiness shop, string sql)
    {
        try
        {
            await app.Tell(shop, sql);
            return true;
        }
        catch (Npgsql.PostgresException e) when (e.ConstraintName == "memberships_role_known")
        {
            return false;
        }
    }
}
