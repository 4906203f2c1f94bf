using System.Net;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Scim;

/// <summary>What a directory does with users, as Entra ID and Okta do it.</summary>
public sealed class ScimUserTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task A_created_user_is_a_member_with_the_default_role_and_reads_back_as_written()
    {
        using var directory = await Directory.Of(app);
        var made = await directory.Create(
            "Siti",
            new
            {
                externalId = "ext-1",
                displayName = "Siti Ali",
                name = new { givenName = "Siti", familyName = "Ali" },
                emails = new[]
                {
                    new
                    {
                        value = $"siti@{directory.Domain}",
                        type = "work",
                        primary = true,
                    },
                },
                title = "Boss",
            }
        );
        made.Status.ShouldBe(HttpStatusCode.Created);
        made.Location.ShouldBe($"{app.Address}/scim/v2/Users/{made.Id}");
        made.ETag.ShouldBe(made.Text("meta", "version"));
        var read = await directory.Send(HttpMethod.Get, "Users/" + made.Id);
        read.Body.ToString().ShouldBe(made.Body.ToString());
        (
            read.Text("userName"),
            read.Text("externalId"),
            read.Text("displayName"),
            read.Text("name", "familyName"),
            read.Text("emails", "0", "value"),
            read.Active
        ).ShouldBe(($"Siti@{directory.Domain}", "ext-1", "Siti Ali", "Ali", $"siti@{directory.Domain}", true));
        (await directory.Shop.Ask<string>($"SELECT role || status FROM platform.memberships WHERE person_id = '{made.Id}'")).ShouldBe(
            "staffactive"
        );
        (
            await directory.Shop.Ask<string>(
                $"SELECT display_name || email_confirmed || coalesce(password_hash, ' none') FROM platform.people WHERE id = '{made.Id}'"
            )
        ).ShouldBe("Siti Alitrue none");
        (
            await directory.Shop.Ask<long>(
                $"SELECT count(*) FROM platform.audit_entries WHERE action = 'platform.scim_user_created' AND subject_id = '{made.Id}'"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Only_addresses_of_a_verified_domain_are_taken()
    {
        using var directory = await Directory.Of(app);
        (await directory.Create("x", new { userName = "siti@elsewhere.example" })).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalidValue"
        );
        (await directory.Create("x", new { userName = "no address" })).ShouldBeRefused(HttpStatusCode.BadRequest, "invalidValue");
        (await directory.Create("x", new { emails = new[] { new { value = "siti@elsewhere.example" } } })).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalidValue"
        );
        await directory.Sql(
            $"""
            INSERT INTO platform.domains (tenant_id, domain, challenge, created_at)
            VALUES ('{directory.Shop.Tenant}', 'unproven.example', 'x', now())
            """
        );
        (await directory.Create("x", new { userName = "siti@unproven.example" })).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalidValue"
        );
        (await directory.Shop.Ask<long>("SELECT count(*) FROM platform.memberships")).ShouldBe(1);
    }

    [Fact]
    public async Task A_user_name_stands_once_whatever_its_case_and_however_many_send_it_at_once()
    {
        using var directory = await Directory.Of(app);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => directory.Create(i % 2 == 0 ? "ali" : "ALI")));
        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        foreach (var late in answers.Where(a => a.Status != HttpStatusCode.Created))
            late.ShouldBeRefused(HttpStatusCode.Conflict, "uniqueness");
        (await directory.Shop.Ask<long>("SELECT count(*) FROM platform.memberships")).ShouldBe(2);
        (
            await directory.Create("osman", new { userName = "ali", emails = new[] { new { value = $"ali@{directory.Domain}" } } })
        ).ShouldBeRefused(HttpStatusCode.Conflict, "uniqueness");
        (await directory.Create("one", new { externalId = "same" })).Status.ShouldBe(HttpStatusCode.Created);
        (await directory.Create("two", new { externalId = "same" })).ShouldBeRefused(HttpStatusCode.Conflict, "uniqueness");
    }

    [Fact]
    public async Task Somebody_with_an_account_becomes_a_member_under_that_account()
    {
        using var directory = await Directory.Of(app);
        var other = await app.SignUp();
        await directory.Sql(
            $"""
            UPDATE platform.people
            SET email = 'known@{directory.Domain}', normalized_email = upper('known@{directory.Domain}'), email_confirmed = true
            WHERE id = '{other.Owner}'
            """
        );
        var made = await directory.Create("known", new { displayName = "Somebody Else" });
        made.Id.ShouldBe(other.Owner.ToString());
        (await other.Ask<string>($"SELECT display_name FROM platform.people WHERE id = '{made.Id}'")).ShouldBe(
            "Siti Owner",
            "a person's name is their own"
        );
    }

    [Fact]
    public async Task Put_replaces_and_leaves_active_alone_when_it_does_not_say()
    {
        using var directory = await Directory.Of(app);
        var made = await directory.Create(
            "siti",
            new
            {
                externalId = "E",
                displayName = "Siti",
                active = false,
            }
        );
        var put = await directory.Send(
            HttpMethod.Put,
            "Users/" + made.Id,
            new
            {
                id = "other",
                userName = $"siti@{directory.Domain}",
                name = new { formatted = "Siti binti Ali" },
            }
        );
        (put.Status, put.Text("externalId"), put.Text("displayName"), put.Text("name", "formatted"), put.Active, put.Id).ShouldBe(
            (HttpStatusCode.OK, null, null, "Siti binti Ali", false, made.Id)
        );
        (await directory.Send(HttpMethod.Put, "Users/" + made.Id, new { displayName = "x" })).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalidValue"
        );
    }

    [Fact]
    public async Task A_version_that_is_stale_changes_nothing()
    {
        using var directory = await Directory.Of(app);
        var made = await directory.Create("siti");
        var put = await directory.Send(
            HttpMethod.Put,
            "Users/" + made.Id,
            new { userName = $"siti@{directory.Domain}", displayName = "Siti" },
            made.ETag
        );
        put.Status.ShouldBe(HttpStatusCode.OK);
        put.ETag.ShouldNotBe(made.ETag);
        (
            await directory.Send(
                HttpMethod.Put,
                "Users/" + made.Id,
                new { userName = $"siti@{directory.Domain}", displayName = "Late" },
                made.ETag
            )
        ).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await directory.Send(HttpMethod.Delete, "Users/" + made.Id, match: made.ETag)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        foreach (var unreadable in new[] { "abc", "\"1\", \"2\"", "\"1" })
        {
            foreach (var method in new[] { HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Get })
                (await directory.Send(method, "Users/" + made.Id, match: unreadable)).Status.ShouldBe(
                    HttpStatusCode.BadRequest,
                    unreadable
                );
        }
        (await directory.Send(HttpMethod.Get, "Users/" + made.Id)).Text("displayName").ShouldBe("Siti");
        using var known = new HttpRequestMessage(HttpMethod.Get, "/scim/v2/Users/" + made.Id);
        known.Headers.TryAddWithoutValidation("If-None-Match", put.ETag);
        (await directory.Client.SendAsync(known)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task The_service_says_what_it_can_do()
    {
        using var directory = await Directory.Of(app);
        var config = await directory.Send(HttpMethod.Get, "ServiceProviderConfig");
        config.Body.GetProperty("patch").GetProperty("supported").GetBoolean().ShouldBeTrue();
        config.Body.GetProperty("filter").GetProperty("maxResults").GetInt32().ShouldBe(200);
        (await directory.Send(HttpMethod.Get, "ResourceTypes")).Text("Resources", "0", "endpoint").ShouldBe("/Users");
        (await directory.Send(HttpMethod.Get, "Schemas"))
            .Text("Resources", "0", "id")
            .ShouldBe("urn:ietf:params:scim:schemas:core:2.0:User");
        foreach (var path in new[] { "ResourceTypes/User", "Schemas/urn:ietf:params:scim:schemas:core:2.0:User" })
            (await directory.Send(HttpMethod.Get, path)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "Groups", "Users/none", "Users/" + Guid.NewGuid(), "Bulk" })
            (await directory.Send(HttpMethod.Get, path)).Status.ShouldBe(HttpStatusCode.NotFound, path);
        (await directory.Send(HttpMethod.Delete, "Users")).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }
}

internal static class Refusals
{
    public static void ShouldBeRefused(this Answer answer, HttpStatusCode status, string? type)
    {
        (answer.Status, answer.Type).ShouldBe(
            (status, type),
            answer.Body.ValueKind == JsonValueKind.Undefined ? "" : answer.Body.ToString()
        );
        answer.Text("schemas", "0").ShouldBe("urn:ietf:params:scim:api:messages:2.0:Error");
        answer.Text("status").ShouldBe(((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture));
        answer.Text("detail").ShouldNotBeNullOrWhiteSpace();
    }
}
