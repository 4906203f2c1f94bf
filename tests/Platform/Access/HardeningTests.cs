using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Host;
using Niaga.Platform.Modules;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Access;

/// <summary>What a browser is told to do with our cookies and pages where the deployment is public, behind a proxy that ends TLS.</summary>
public sealed partial class HardeningTests(HardeningTests.PublicApp app) : IClassFixture<HardeningTests.PublicApp>
{
    /// <summary>As behind a proxy, with a public address.</summary>
    public sealed class PublicApp : NiagaApp
    {
        protected override string[] Configuration => ["--Site:PublicAddress=https://niaga.example.my", "--ForwardedHeaders_Enabled=true"];
    }

    [Fact]
    public async Task Every_cookie_that_proves_something_is_of_this_host_alone_over_tls_alone_and_out_of_scripts_reach()
    {
        var shop = await app.SignUp();
        using var client = app.NewClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("Accept-Language", "en");
        using var form = await client.GetAsync("/en/sign-in");
        var html = await form.Content.ReadAsStringAsync();
        var forgery = Cookies(form).Single();
        using var answer = await Post(
            client,
            "/en/sign-in",
            forgery.Split(';')[0],
            ("_handler", "sign-in"),
            ("__RequestVerificationToken", Token().Match(html).Groups[1].Value),
            ("Form.Email", shop.Email),
            ("Form.Password", TestBusiness.Password),
            ("Form.Keep", "true")
        );
        ((int)answer.StatusCode).ShouldBe(302);
        string[] proving = [forgery, .. Cookies(answer).Where(c => !c.StartsWith("niaga.lang", StringComparison.Ordinal))];
        proving
            .Select(c => c.Split('=')[0])
            .ShouldBe(["__Host-niaga.forgery", "__Host-niaga.device", "__Host-niaga.person"], ignoreOrder: true);
        foreach (var cookie in proving)
        {
            var parts = cookie.Split("; ").Skip(1).ToArray();
            parts.ShouldContain("secure", cookie);
            parts.ShouldContain("httponly", cookie);
            parts.ShouldContain("path=/", cookie);
            parts.ShouldContain(p => p == "samesite=lax" || p == "samesite=strict", cookie);
            parts.ShouldNotContain(p => p.StartsWith("domain", StringComparison.Ordinal), cookie);
        }
        // And it opens the workspace under that name.
        var person = proving.Single(c => c.StartsWith("__Host-niaga.person", StringComparison.Ordinal)).Split(';')[0];
        using var inside = new HttpRequestMessage(HttpMethod.Get, $"/{shop.Slug}/") { Headers = { { "Cookie", person } } };
        ((int)(await client.SendAsync(inside)).StatusCode).ShouldBe(200);
        using var outside = new HttpRequestMessage(HttpMethod.Get, $"/{shop.Slug}/")
        {
            Headers = { { "Cookie", person["__Host-".Length..] } },
        };
        ((int)(await client.SendAsync(outside)).StatusCode).ShouldBe(302);
    }

    [Fact]
    public async Task Pages_say_that_this_host_speaks_tls_only_runs_no_script_in_its_text_and_stands_in_no_frame()
    {
        using var client = app.NewClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Host = "niaga.example.my";
        foreach (var path in new[] { "/en", "/en/sign-in", "/en/sign-up", "/nowhere-at-all" })
        {
            using var answer = await client.GetAsync(path);
            var headers = answer.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            headers["Strict-Transport-Security"].ShouldContain("max-age=");
            var policy = headers["Content-Security-Policy"];
            policy.ShouldNotContain("unsafe");
            policy.ShouldContain("script-src 'self'");
            policy.ShouldContain("frame-ancestors 'none'");
            policy.ShouldContain("form-action 'self'");
            headers["X-Content-Type-Options"].ShouldBe("nosniff");
            (await answer.Content.ReadAsStringAsync()).ShouldNotMatch("<script(?![^>]* src=)[^>]*>[^<]", path);
        }
    }

    [Theory]
    [InlineData("http://niaga.example.my", true)]
    [InlineData("niaga.example.my", true)]
    [InlineData("https://niaga.example.my", false)]
    [InlineData("http://localhost:5080", false)]
    public async Task A_public_address_without_tls_stops_the_start(string address, bool stops)
    {
        await using var site = Website.Build(
            app.Services.GetRequiredService<ModuleCatalog>(),
            () => TestServer.As("niaga_app", app.Database),
            app.DataFolder,
            "http://127.0.0.1:0",
            ["--Site:PublicAddress=" + address]
        );
        (await Website.Check(site, CancellationToken.None))
            .Any(c => c.Contains("Site:PublicAddress", StringComparison.Ordinal))
            .ShouldBe(stops);
    }

    private static async Task<HttpResponseMessage> Post(
        HttpClient client,
        string path,
        string cookie,
        params (string Name, string Value)[] fields
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
            Headers = { { "Cookie", cookie } },
        };
        return await client.SendAsync(request);
    }

    private static IEnumerable<string> Cookies(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [];

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
    private static partial Regex Token();
}
