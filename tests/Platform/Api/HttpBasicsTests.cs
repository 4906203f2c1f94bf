using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>What any client of HTTP expects, whatever the endpoint.</summary>
public sealed class HttpBasicsTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Fact]
    public async Task Head_answers_as_get_without_a_body()
    {
        using var client = await (await app.SignUp()).Client();
        using var get = await client.GetAsync("/api/v1/business");
        using var head = await client.SendAsync(new(HttpMethod.Head, "/api/v1/business"));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        using var missing = await client.SendAsync(new(HttpMethod.Head, "/api/v1/no-such-thing"));
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Options_says_which_methods_there_are()
    {
        using var client = app.NewClient();
        using var answer = await client.SendAsync(new(HttpMethod.Options, "/api/v1/business"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Content.Headers.Allow.Except(["HEAD"]).ShouldBe(["GET", "PUT"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/business", 405, "platform.method_not_allowed")]
    [InlineData("GET", "/api/v1/no-such-thing", 404, "platform.not_found")]
    [InlineData("GET", "/api/v1/business", 401, "platform.not_signed_in")]
    public async Task Refusals_have_a_code_and_a_sentence_in_the_language_asked_for(string method, string path, int status, string code)
    {
        using var client = app.NewClient();
        var english = await Ask("en-GB,en;q=0.9");
        var malay = await Ask("ms-MY, en;q=0.5");
        english.ShouldNotBe(malay);
        (await Ask(null)).ShouldBe(english);

        async Task<string> Ask(string? language)
        {
            using var request = new HttpRequestMessage(new(method), path);
            if (language is not null)
                request.Headers.AcceptLanguage.ParseAdd(language);
            using var answer = await client.SendAsync(request);
            ((int)answer.StatusCode).ShouldBe(status);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("code").GetString().ShouldBe(code);
            return problem.GetProperty("title").GetString()!;
        }
    }

    [Fact]
    public async Task Answers_are_compressed_for_who_asks()
    {
        using var client = app.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var answer = await client.SendAsync(request);
        answer.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var plain = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var document = await JsonDocument.ParseAsync(plain);
        document.RootElement.GetProperty("openapi").GetString().ShouldStartWith("3.");
        (await client.GetAsync("/openapi/v1.json")).Content.Headers.ContentEncoding.ShouldBeEmpty();
    }
}
