using System.Net;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Scim;

/// <summary>PATCH in the spellings directories use.</summary>
public sealed class ScimPatchTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("""{"op":"replace","path":"active","value":false}""", "active", "False")]
    [InlineData("""{"op":"Replace","path":"active","value":"False"}""", "active", "False")]
    [InlineData("""{"op":"replace","value":{"active":false}}""", "active", "False")]
    [InlineData("""{"op":"Replace","value":{"active":"False","displayName":"Siti A"}}""", "displayName", "Siti A")]
    [InlineData("""{"op":"Add","path":"displayName","value":"Siti B"}""", "displayName", "Siti B")]
    [InlineData("""{"OP":"add","PATH":"DisplayName","VALUE":"Siti C"}""", "displayName", "Siti C")]
    [InlineData(
        """{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:displayName","value":"Siti D"}""",
        "displayName",
        "Siti D"
    )]
    [InlineData("""{"op":"replace","path":"name.givenName","value":"Aminah"}""", "name.givenName", "Aminah")]
    [InlineData("""{"op":"replace","path":"name","value":{"familyName":"Omar"}}""", "name.familyName", "Omar")]
    [InlineData("""{"op":"add","value":{"name.familyName":"Osman","name":{"givenName":"Siti"}}}""", "name.familyName", "Osman")]
    [InlineData("""{"op":"replace","path":"externalId","value":"new-id"}""", "externalId", "new-id")]
    [InlineData("""{"op":"remove","path":"externalId"}""", "externalId", null)]
    [InlineData("""{"op":"Remove","path":"name.givenName"}""", "name.givenName", null)]
    [InlineData("""{"op":"replace","path":"userName","value":"siti.omar"}""", "userName", "siti.omar")]
    [InlineData("""{"op":"replace","path":"emails[type eq \"work\"].value","value":"siti.omar@{0}"}""", "emails.0.value", "siti.omar@{0}")]
    [InlineData("""{"op":"add","path":"emails","value":[{"value":"a@{0}"},{"value":"b@{0}","primary":true}]}""", "emails.0.value", "b@{0}")]
    [InlineData("""{"op":"remove","path":"emails"}""", "emails.0.value", "siti@{0}")]
    [InlineData("""{"op":"add","path":"title","value":"Manager"}""", "displayName", "Siti")]
    [InlineData(
        """{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"Sales"}""",
        "displayName",
        "Siti"
    )]
    [InlineData("""{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"03"}""", "displayName", "Siti")]
    public async Task An_operation_does_what_it_says(string operation, string attribute, string? expected)
    {
        using var directory = await Directory.Of(app);
        var made = await directory.Create(
            "siti",
            new
            {
                externalId = "E",
                displayName = "Siti",
                name = new { givenName = "Siti", familyName = "Ali" },
            }
        );
        var answer = await directory.Change(
            made.Id,
            JsonSerializer.Deserialize<JsonElement>(operation.Replace("{0}", directory.Domain, StringComparison.Ordinal))
        );
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body.ToString());
        var said = attribute == "active" ? answer.Active.ToString() : answer.Text(attribute.Split('.'));
        said.ShouldBe(expected?.Replace("{0}", directory.Domain, StringComparison.Ordinal));
        (await directory.Send(HttpMethod.Get, "Users/" + made.Id)).Body.ToString().ShouldBe(answer.Body.ToString());
        // The account itself, and how the person signs in, is not the directory's.
        (await directory.Shop.Ask<string>($"SELECT email FROM platform.people WHERE id = '{made.Id}'")).ShouldBe(
            $"siti@{directory.Domain}"
        );
    }

    [Theory]
    [InlineData("""{"op":"replace","path":"active","value":"perhaps"}""", "invalidValue")]
    [InlineData("""{"op":"replace","path":"active","value":1}""", "invalidValue")]
    [InlineData("""{"op":"remove","path":"active"}""", "mutability")]
    [InlineData("""{"op":"remove"}""", "noTarget")]
    [InlineData("""{"op":"replace","path":"id","value":"x"}""", "mutability")]
    [InlineData("""{"op":"add","path":"groups","value":[]}""", "mutability")]
    [InlineData("""{"op":"replace","path":"nonsense","value":"x"}""", "invalidPath")]
    [InlineData("""{"op":"replace","path":"emails[","value":"x"}""", "invalidPath")]
    [InlineData("""{"op":"replace","path":"name.nick","value":"x"}""", "invalidPath")]
    [InlineData("""{"op":"replace","path":"displayName","value":{"a":1}}""", "invalidValue")]
    [InlineData("""{"op":"replace","path":"displayName","value":"line\nbreak"}""", "invalidValue")]
    [InlineData("""{"op":"remove","path":"userName"}""", "invalidValue")]
    [InlineData("""{"op":"replace","path":"emails","value":[{"value":"siti@elsewhere.example"}]}""", "invalidValue")]
    [InlineData("""{"op":"replace","path":"emails","value":"no address"}""", "invalidValue")]
    [InlineData("""{"op":"move","path":"active","value":true}""", "invalidSyntax")]
    [InlineData("""{"op":"replace","path":["active"],"value":true}""", "invalidSyntax")]
    [InlineData("""{"op":"replace","value":"x"}""", "invalidSyntax")]
    [InlineData("""{"value":true}""", "invalidSyntax")]
    [InlineData("7", "invalidSyntax")]
    public async Task What_cannot_be_done_is_refused_and_nothing_of_the_message_is_done(string operation, string type)
    {
        using var directory = await Directory.Of(app);
        var made = await directory.Create("siti", new { displayName = "Siti" });
        var answer = await directory.Change(
            made.Id,
            new
            {
                op = "replace",
                path = "displayName",
                value = "Changed",
            },
            JsonSerializer.Deserialize<JsonElement>(operation)
        );
        answer.ShouldBeRefused(HttpStatusCode.BadRequest, type);
        (await directory.Send(HttpMethod.Get, "Users/" + made.Id)).Body.ToString().ShouldBe(made.Body.ToString());
    }

    [Fact]
    public async Task Changes_at_once_all_arrive()
    {
        using var directory = await Directory.Of(app);
        var made = await directory.Create("siti");
        var answers = await Task.WhenAll(
            directory.Change(
                made.Id,
                new
                {
                    op = "replace",
                    path = "displayName",
                    value = "Siti",
                }
            ),
            directory.Change(
                made.Id,
                new
                {
                    op = "replace",
                    path = "externalId",
                    value = "E",
                }
            ),
            directory.Change(
                made.Id,
                new
                {
                    op = "replace",
                    path = "name.givenName",
                    value = "Siti",
                }
            ),
            directory.Change(
                made.Id,
                new
                {
                    op = "replace",
                    path = "active",
                    value = false,
                }
            )
        );
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        var read = await directory.Send(HttpMethod.Get, "Users/" + made.Id);
        (read.Text("displayName"), read.Text("externalId"), read.Text("name", "givenName"), read.Active).ShouldBe(
            ("Siti", "E", "Siti", false)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"userName":"a","userName":"b"}""")]
    [InlineData("""{"userName":"a","USERNAME":"b"}""")]
    [InlineData("""{"userName":"\ud800"}""")]
    [InlineData("""{"userName":{}}""")]
    [InlineData("""{"userName":"x","emails":7}""")]
    [InlineData("""{"userName":"x","emails":[7]}""")]
    [InlineData("""{"userName":"x","name":7}""")]
    [InlineData("""{"Operations":[]}""")]
    [InlineData("""{"Operations":[{"op":"replace","path":"displayName","value":"\ud800"}]}""")]
    [InlineData("""{"Operations":[{"op":"\ud800","path":"displayName","value":"x"}]}""")]
    [InlineData("""{"Operations":[{"op":"replace","path":"\ud800","value":"x"}]}""")]
    [InlineData("""{"Operations":{}}""")]
    public async Task Junk_is_refused_in_scims_words_and_changes_nothing(string body)
    {
        using var directory = await Directory.Of(app);
        var made = await directory.Create("siti");
        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Post, "Users"),
                (HttpMethod.Put, "Users/" + made.Id),
                (HttpMethod.Patch, "Users/" + made.Id),
            }
        )
        {
            var answer = await directory.Send(method, path, body);
            answer.ShouldBeRefused(HttpStatusCode.BadRequest, answer.Type);
            answer.Type.ShouldBeOneOf("invalidSyntax", "invalidValue");
        }
        (await directory.Send(HttpMethod.Get, "Users")).Total.ShouldBe(2);
        (await directory.Send(HttpMethod.Get, "Users/" + made.Id)).Body.ToString().ShouldBe(made.Body.ToString());
        using var plain = new HttpRequestMessage(HttpMethod.Post, "/scim/v2/Users") { Content = new StringContent("userName=siti") };
        (await directory.Client.SendAsync(plain)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }
}
