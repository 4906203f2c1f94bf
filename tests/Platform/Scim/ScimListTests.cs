using System.Net;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Scim;

/// <summary>What a directory finds when it looks for users: by filter, page by page, and no others than its own.</summary>
public sealed class ScimListTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("userName eq \"siti@{0}\"", 1)]
    [InlineData("userName eq \"SITI@{0}\"", 1)]
    [InlineData("USERNAME EQ \"siti@{0}\"", 1)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"siti@{0}\"", 1)]
    [InlineData("externalId eq \"E-1\"", 1)]
    [InlineData("externalId eq \"e-1\"", 0)]
    [InlineData("emails.value eq \"siti@{0}\"", 1)]
    [InlineData("emails[type eq \"work\"].value eq \"siti@{0}\"", 1)]
    [InlineData("active eq true", 2)]
    [InlineData("active eq \"False\"", 1)]
    [InlineData("active eq false and userName eq \"ali@{0}\"", 1)]
    [InlineData("active eq true and userName eq \"ali@{0}\"", 0)]
    [InlineData("active eq true and active eq false", 0)]
    [InlineData("userName eq \"\\u0073iti@{0}\"", 1)]
    [InlineData("userName eq \"' OR true --\"", 0)]
    [InlineData("id eq \"nobody\"", 0)]
    public async Task Filters_find_what_they_say(string filter, int expected)
    {
        using var directory = await Directory.Of(app);
        await directory.Create("siti", new { externalId = "E-1" });
        await directory.Create("ali", new { active = false });
        var found = await directory.Send(
            HttpMethod.Get,
            "Users?filter=" + Uri.EscapeDataString(filter.Replace("{0}", directory.Domain, StringComparison.Ordinal))
        );
        found.Status.ShouldBe(HttpStatusCode.OK, found.Body.ToString());
        found.Total.ShouldBe(expected);
        found.Body.GetProperty("Resources").GetArrayLength().ShouldBe(expected);
    }

    [Theory]
    [InlineData("userName eq \"\\u0000\"")]
    [InlineData("externalId eq \"a\\u0007b\"")]
    [InlineData("userName")]
    [InlineData("userName sw \"a\"")]
    [InlineData("userName eq a")]
    [InlineData("userName eq \"a\" or active eq true")]
    [InlineData("not (active eq true)")]
    [InlineData("(userName eq \"a\")")]
    [InlineData("password eq \"a\"")]
    [InlineData("active eq \"perhaps\"")]
    [InlineData("userName eq \"a\" and")]
    [InlineData("userName eq \"\\x\"")]
    public async Task What_cannot_be_filtered_is_refused_not_answered_wrongly(string filter)
    {
        using var directory = await Directory.Of(app);
        (await directory.Send(HttpMethod.Get, "Users?filter=" + Uri.EscapeDataString(filter))).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalidFilter"
        );
    }

    [Fact]
    public async Task Lists_come_in_stretches()
    {
        using var directory = await Directory.Of(app);
        for (var i = 0; i < 4; i++)
            await directory.Create("user" + i);
        var seen = new List<string>();
        for (var start = 1; start <= 5; start += 2)
        {
            var part = await directory.Send(HttpMethod.Get, $"Users?startIndex={start}&count=2");
            (part.Total, part.Body.GetProperty("startIndex").GetInt32(), part.Body.GetProperty("itemsPerPage").GetInt32()).ShouldBe(
                (5, start, start == 5 ? 1 : 2)
            );
            seen.AddRange(part.Body.GetProperty("Resources").EnumerateArray().Select(r => r.GetProperty("id").GetString()!));
        }
        seen.Distinct().Count().ShouldBe(5);
        (await directory.Send(HttpMethod.Get, "Users?count=0")).Body.GetProperty("Resources").GetArrayLength().ShouldBe(0);
        (await directory.Send(HttpMethod.Get, "Users?startIndex=-3&count=-1")).Total.ShouldBe(5);
        (await directory.Send(HttpMethod.Get, "Users?count=many")).ShouldBeRefused(HttpStatusCode.BadRequest, "invalidValue");
    }

    [Fact]
    public async Task Members_of_other_domains_are_not_the_directorys_to_see()
    {
        using var directory = await Directory.Of(app);
        var guest = await app.SignUp();
        await directory.Sql(
            $"""
            INSERT INTO platform.memberships (tenant_id, person_id, role, joined_at)
            VALUES ('{directory.Shop.Tenant}', '{guest.Owner}', 'staff', now())
            """
        );
        (await directory.Send(HttpMethod.Get, "Users")).Total.ShouldBe(1);
        (await directory.Send(HttpMethod.Get, "Users/" + guest.Owner)).Status.ShouldBe(HttpStatusCode.NotFound);
        (
            await directory.Change(
                guest.Owner.ToString(),
                new
                {
                    op = "replace",
                    path = "active",
                    value = false,
                }
            )
        ).Status.ShouldBe(HttpStatusCode.NotFound);
        (await directory.Send(HttpMethod.Delete, "Users/" + guest.Owner)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await directory.Shop.Ask<string>($"SELECT status FROM platform.memberships WHERE person_id = '{guest.Owner}'")).ShouldBe("active");
    }
}
