using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Identity.Members;
using Niaga.Platform.Callers;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Members;

/// <summary>Members over the API: a key reads, suspends and revokes; what gives access it cannot do.</summary>
public sealed class MembersApiTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_key_reads_members_roles_and_invitations()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "retail.cashier", "Nur Aisyah");
        await app.As(shop, shop.Owner, r => InviteMember.Do(r, new("baru@kedai.my", "staff", "en", app.Address), CancellationToken.None));
        using var client = await shop.Client();
        var members = await Json(client, "/api/v1/members");
        members.EnumerateArray().Select(m => m.GetProperty("role").GetString()).ShouldBe(["retail.cashier", "owner"]);
        (await Json(client, $"/api/v1/members/{member.Person}")).GetProperty("email").GetString().ShouldBe(member.Email);
        (await Json(client, "/api/v1/invitations"))
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("email")
            .GetString()
            .ShouldBe("baru@kedai.my");
        var roles = (await Json(client, "/api/v1/roles")).EnumerateArray().ToDictionary(r => r.GetProperty("key").GetString()!);
        roles["retail.cashier"]
            .GetProperty("permissions")
            .EnumerateArray()
            .Select(p => p.GetString())
            .ShouldBe(
                [
                    PlatformPermissions.WorkspaceOpen,
                    "retail.products.view",
                    "retail.sales.sell",
                    "trade.customers.pick",
                    "trade.roster.view",
                ],
                ignoreOrder: true
            );
        roles["owner"].GetProperty("kind").GetString().ShouldBe("builtIn");
    }

    [Fact]
    public async Task A_key_suspends_and_revokes_and_gives_nothing()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        var invitation = (
            await app.As(
                shop,
                shop.Owner,
                r => InviteMember.Do(r, new("baru@kedai.my", "staff", "en", app.Address), CancellationToken.None)
            )
        ).Value;
        using var client = await shop.Client();
        var path = $"/api/v1/members/{member.Person}";
        (await Code(await client.PatchAsJsonAsync(path, new { role = "manager" }))).ShouldBe("platform.proof_needed");
        (await Code(await client.DeleteAsync(path))).ShouldBe("platform.proof_needed");
        (await Code(await client.PostAsJsonAsync("/api/v1/invitations", new { email = "lain@kedai.my", role = "staff" }))).ShouldBe(
            "platform.proof_needed"
        );
        (await Code(await Put(client, $"{path}/branches", new { all = true }))).ShouldBe("platform.proof_needed");
        (await Code(await Put(client, $"{path}/branches", new { }))).ShouldBe("platform.required");
        (await Code(await Put(client, $"{path}/branches", new { all = true, branches = new[] { Guid.NewGuid() } }))).ShouldBe(
            "platform.invalid"
        );
        (await Code(await client.PatchAsJsonAsync(path, new { }))).ShouldBe("platform.required");
        (await Code(await client.PatchAsJsonAsync(path, new { role = "staff", status = "active" }))).ShouldBe("platform.invalid");
        (await Code(await client.PatchAsJsonAsync(path, new { status = "gone" }))).ShouldBe("platform.invalid");
        (await client.PatchAsJsonAsync(path, new { status = "suspended" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await shop.RoleOf(member.Person)).ShouldBe("staff suspended");
        (await Code(await client.PatchAsJsonAsync(path, new { status = "active" }))).ShouldBe("platform.proof_needed");
        (await client.DeleteAsync($"/api/v1/invitations/{invitation}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Code(await client.DeleteAsync($"/api/v1/invitations/{invitation}"))).ShouldBe("platform.not_found");
        (await Code(await client.PatchAsJsonAsync($"/api/v1/members/{shop.Owner}", new { status = "suspended" }))).ShouldBe(
            "platform.yourself"
        );
    }

    [Fact]
    public async Task A_managers_key_does_not_reach_an_owner()
    {
        var shop = await app.SignUp();
        var manager = await app.Hire(shop, "manager");
        using var client = app.NewClient();
        using var issued = await client.PostAsJsonAsync(
            "/api/v1/api-keys",
            new
            {
                email = manager.Email,
                password = TestBusiness.Password,
                business = shop.Slug,
                name = "hr",
            }
        );
        client.DefaultRequestHeaders.Authorization = new(
            "Bearer",
            (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()
        );
        (await Code(await client.PatchAsJsonAsync($"/api/v1/members/{shop.Owner}", new { status = "suspended" }))).ShouldBe(
            "platform.owners_only"
        );
    }

    [Fact]
    public async Task A_version_that_is_past_changes_nothing()
    {
        var shop = await app.SignUp();
        var member = await app.Hire(shop, "staff");
        using var client = await shop.Client();
        using var shown = await client.GetAsync($"/api/v1/members/{member.Person}");
        await app.Tell(shop, $"UPDATE platform.memberships SET role = 'accountant' WHERE person_id = '{member.Person}'");
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/members/{member.Person}")
        {
            Content = JsonContent.Create(new { status = "suspended" }),
        };
        request.Headers.IfMatch.Add(shown.Headers.ETag!);
        (await Code(await client.SendAsync(request))).ShouldBe("platform.changed_by_another");
    }

    private static async Task<JsonElement> Json(HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>(path);

    private static async Task<HttpResponseMessage> Put(HttpClient client, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("If-Match", "*");
        return await client.SendAsync(request);
    }

    private static async Task<string?> Code(HttpResponseMessage answer)
    {
        using (answer)
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
    }
}
