using System.Net;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>Bytes that are no text, wherever they come in.</summary>
public sealed class BrokenTextTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("?q=%FF", HttpStatusCode.BadRequest)]
    [InlineData("?q=%C3%28", HttpStatusCode.BadRequest)]
    [InlineData("?q=caf%C3%A9", HttpStatusCode.OK)]
    [InlineData("?q=100%25", HttpStatusCode.OK)]
    public async Task A_query_of_broken_utf8_is_refused_by_code(string query, HttpStatusCode status)
    {
        using var client = await (await app.SignUp()).Client();
        using var answer = await client.GetAsync(new Uri("/api/v1/products" + query, UriKind.Relative));
        answer.StatusCode.ShouldBe(status);
        if (status != HttpStatusCode.OK)
            (await answer.Content.ReadAsStringAsync()).ShouldContain("platform.malformed");
    }

    [Fact]
    public async Task A_form_without_its_boundary_is_malformed_and_not_too_large()
    {
        using var client = await (await app.SignUp()).Client();
        using var body = new StringContent("x");
        body.Headers.Remove("Content-Type");
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data");
        using var answer = await client.PostAsync("/api/v1/product-imports", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("platform.malformed");
    }
}
