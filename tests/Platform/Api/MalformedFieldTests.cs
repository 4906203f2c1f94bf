using System.Net;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>A body of which one field has a wrong type or unreadable text is refused with that field's name.</summary>
public sealed class MalformedFieldTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("POST", "/api/v1/products", """{"name":"Milo","price":{}}""", "price", "_amount")]
    [InlineData("POST", "/api/v1/products", """{"name":"Milo","price":"12,50"}""", "price", "_amount")]
    [InlineData("POST", "/api/v1/products", """{"name":"Milo","price":"RM12.50"}""", "price", "_amount")]
    [InlineData("POST", "/api/v1/api-keys", """{"email":"a@kedai.my","password":"b","business":"c","days":"ten"}""", "days", "_number")]
    [InlineData("POST", "/api/v1/products", """{"name":["Milo"],"price":"19.90"}""", "name", "")]
    [InlineData("POST", "/api/v1/products", """{"name":"Mi\u0000lo","price":"19.90"}""", "name", "")]
    [InlineData("POST", "/api/v1/products", """{"name":"Milo","price":"19.90","trackStock":"perhaps"}""", "trackStock", "_yes_no")]
    [InlineData("POST", "/api/v1/sales", """{"lines":[{"productId":"none","quantity":"1"}]}""", "lines[0].productId", "_id")]
    [InlineData("POST", "/api/v1/sales", """{"lines":[{"quantity":{}}]}""", "lines[0].quantity", "_quantity")]
    [InlineData("PUT", "/api/v1/business", """{"name":7}""", "name", "")]
    public async Task Is_named_with_the_form_it_is_expected_in(string method, string path, string body, string field, string form)
    {
        using var problem = await Send(method, path, body);
        var error = problem.RootElement.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        error.GetProperty("field").GetString().ShouldBe(field);
        error.GetProperty("code").GetString().ShouldBe("platform.malformed" + form);
        if (form == "_amount")
            error.GetProperty("message").GetString()!.ShouldContain("12.50");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"a b":}""")]
    public async Task Is_not_made_up_where_the_whole_is_unreadable(string body)
    {
        using var problem = await Send("POST", "/api/v1/products", body);
        problem.RootElement.TryGetProperty("errors", out _).ShouldBeFalse();
    }

    private async Task<JsonDocument> Send(string method, string path, string body)
    {
        var shop = await app.SignUp();
        using var client = await shop.Client();
        using var request = new HttpRequestMessage(new(method), path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        problem.RootElement.GetProperty("code").GetString()!.ShouldStartWith("platform.malformed");
        return problem;
    }
}
