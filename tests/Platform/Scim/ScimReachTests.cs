using System.Net;
using Niaga.Identity.Access;
using Niaga.Identity.Accounts;
using Niaga.Identity.Members;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Values;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Scim;

/// <summary>No directory reaches further than it may: not to owners, not beyond its key, not into another business.</summary>
public sealed class ScimReachTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task No_directory_touches_an_owner()
    {
        using var directory = await Directory.Of(app);
        var owner = directory.Shop.Owner.ToString();
        (await directory.Send(HttpMethod.Get, "Users/" + owner)).Active.ShouldBeTrue();
        (
            await directory.Change(
                owner,
                new
                {
                    op = "replace",
                    path = "active",
                    value = false,
                }
            )
        ).ShouldBeRefused(HttpStatusCode.Forbidden, "mutability");
        (await directory.Send(HttpMethod.Put, "Users/" + owner, new { userName = "x" })).ShouldBeRefused(
            HttpStatusCode.Forbidden,
            "mutability"
        );
        (await directory.Send(HttpMethod.Delete, "Users/" + owner)).ShouldBeRefused(HttpStatusCode.Forbidden, "mutability");
        (await directory.Create("owner")).ShouldBeRefused(HttpStatusCode.Conflict, "uniqueness");
        (await directory.Shop.Ask<string>("SELECT role || status FROM platform.memberships")).ShouldBe("owneractive");
    }

    [Fact]
    public async Task No_directory_gives_more_than_the_maker_of_its_key_holds()
    {
        using var directory = await Directory.Of(app);
        // Somebody who may provision and look, and no more.
        await directory.Sql(
            $$"""
            INSERT INTO platform.roles (tenant_id, role_id, name, permissions, created_at, updated_at)
            VALUES ('{{directory.Shop.Tenant}}', '{{Guid.Empty}}', 'IT', '{platform.members.provision,platform.keys.manage}', now(),
            now())
            """
        );
        var helper = await app.SignUp();
        await directory.Sql(
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{directory.Shop.Tenant}', '{helper.Owner}', 'custom.{Guid.Empty}', now())
            """
        );
        using var weak = app.NewClient();
        weak.DefaultRequestHeaders.Authorization = new("Bearer", await directory.Key(helper.Email, "platform.members.provision"));
        var user = new { userName = $"siti@{directory.Domain}" };
        (await directory.Send(HttpMethod.Post, "Users", user, client: weak)).ShouldBeRefused(HttpStatusCode.Forbidden, null);
        await directory.Sql(
            $"""
            INSERT INTO platform.provisioning (tenant_id, default_role, updated_at)
            VALUES ('{directory.Shop.Tenant}', 'custom.{Guid.Empty}', now())
            """
        );
        (await directory.Send(HttpMethod.Post, "Users", user, client: weak)).Status.ShouldBe(HttpStatusCode.Created);
        // A default role of a module that is gone makes nobody.
        await directory.Sql(
            $"""
            UPDATE platform.provisioning SET default_role = 'retail.cashier' WHERE tenant_id = '{directory.Shop.Tenant}'; DELETE
            FROM platform.entitlements WHERE tenant_id = '{directory.Shop.Tenant}'
            """
        );
        await Until.True(async () => (await directory.Create("ali")).Status == HttpStatusCode.Conflict, "the role is gone");
        await Should.ThrowAsync<Npgsql.PostgresException>(() =>
            directory.Sql($"UPDATE platform.provisioning SET default_role = 'owner' WHERE tenant_id = '{directory.Shop.Tenant}'")
        );
    }

    [Fact]
    public async Task Only_a_key_with_the_permission_opens_it_and_a_key_names_its_own_business()
    {
        using var directory = await Directory.Of(app);
        using var other = await Directory.Of(app);
        var theirs = await other.Create("siti");
        using var nobody = app.NewClient();
        var refused = await directory.Send(HttpMethod.Get, "Users", client: nobody);
        refused.ShouldBeRefused(HttpStatusCode.Unauthorized, null);
        using var owner = app.NewClient();
        var (_, cookie) = await SignedIn.As(app, directory.Shop.Owner, TimeProvider.System.GetUtcNow(), null);
        owner.DefaultRequestHeaders.Add("Cookie", cookie);
        (await directory.Send(HttpMethod.Get, "Users", client: owner)).Status.ShouldBe(HttpStatusCode.NotFound);
        using var business = await owner.GetAsync($"/{directory.Shop.Slug}/scim/v2/Users");
        business.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var looking = app.NewClient();
        looking.DefaultRequestHeaders.Authorization = new("Bearer", await directory.Key(directory.Shop.Email, "platform.members.manage"));
        (await directory.Send(HttpMethod.Get, "Users", client: looking)).ShouldBeRefused(HttpStatusCode.Forbidden, null);
        (await directory.Send(HttpMethod.Get, "Users/" + theirs.Id)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await directory.Send(HttpMethod.Delete, "Users/" + theirs.Id)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await other.Send(HttpMethod.Get, "Users/" + theirs.Id)).Active.ShouldBeTrue();
        // And the key opens nothing else.
        using var settings = await directory.Client.GetAsync("/api/v1/business");
        settings.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
