using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Deployments;

/// <summary>The embedded server is killed under a running site.</summary>
public sealed class DatabaseOutageTests(OwnServer server) : IClassFixture<OwnServer>
{
    [Fact]
    public async Task The_site_answers_503_in_words_and_heals_by_itself()
    {
        await server.Empty();
        var port = TwoNodesTests.Port();
        using var site = server.Start(["run", "--demo", "--port", port], ("NIAGA_DATABASE", server.Admin));
        var said = new List<string>();
        site.ErrorDataReceived += (_, line) => Keep(said, line.Data);
        site.OutputDataReceived += (_, line) => Keep(said, line.Data);
        site.BeginErrorReadLine();
        site.BeginOutputReadLine();
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
            {
                BaseAddress = new($"http://localhost:{port}"),
            };
            await Until.True(async () => await Status(http, "/kedai-ah-seng/") is HttpStatusCode.Found, "the site is up", 60);
            var before = Said(said).Length;

            // Kept down long enough to look at it: the supervisor starts it again after each kill.
            var (killed, last) = (0, 0);
            var seen = new List<(HttpStatusCode Page, HttpStatusCode Api)>();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (seen.Count(s => s.Page == HttpStatusCode.ServiceUnavailable) < 20 && killed < 5)
            {
                last = await server.Kill(last);
                killed++;
                for (var ask = 0; ask < 15; ask++)
                {
                    patience.Token.ThrowIfCancellationRequested();
                    using var page = await http.GetAsync("/kedai-ah-seng/");
                    using var api = await http.GetAsync("/api/v1/products");
                    seen.Add((page.StatusCode, api.StatusCode));
                    if (page.StatusCode != HttpStatusCode.ServiceUnavailable)
                        continue;

                    page.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(5));
                    var body = await page.Content.ReadAsStringAsync();
                    body.ShouldContain("Sekejap lagi kembali");
                    body.ShouldContain("href=\"/kedai-ah-seng/\"");
                }
                await Until.True(async () => await Status(http, "/kedai-ah-seng/") is HttpStatusCode.Found, "the site is back", 30);
            }
            seen.ShouldAllBe(s => s.Page == HttpStatusCode.Found || s.Page == HttpStatusCode.ServiceUnavailable);
            seen.ShouldAllBe(s => s.Api == HttpStatusCode.Unauthorized || s.Api == HttpStatusCode.ServiceUnavailable);
            seen.ShouldContain(s => s.Page == HttpStatusCode.ServiceUnavailable);

            // A line of another process comes when it comes.
            await Until.True(
                () => Said(said)[before..].Any(l => l.Contains("The database is back", StringComparison.Ordinal)),
                "the log says that the database is back",
                30
            );
            var lines = Said(said)[before..];
            lines.Count(l => l.Contains("The database is away", StringComparison.Ordinal)).ShouldBeInRange(1, killed);
            lines.Count(l => l.Contains("The database is back", StringComparison.Ordinal)).ShouldBeInRange(1, killed);
            lines.ShouldAllBe(l => !l.Contains("   at ", StringComparison.Ordinal));
            lines.Length.ShouldBeLessThanOrEqualTo(4 * killed, string.Join('\n', lines));
        }
        finally
        {
            site.Kill();
            await site.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task Without_a_database_the_api_says_so_with_a_code()
    {
        await server.Empty();
        var port = TwoNodesTests.Port();
        using var site = server.Start(["run", "--port", port], ("NIAGA_DATABASE", server.Admin));
        try
        {
            using var http = new HttpClient { BaseAddress = new($"http://localhost:{port}") };
            await Until.True(async () => await Status(http, "/sign-in") is HttpStatusCode.OK, "the site is up", 60);
            // Nobody gets in any more, and who is in is put out: away, for as long as this test wants.
            await server.Run(
                "ALTER ROLE niaga_app NOLOGIN;\nSELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'niaga_app'"
            );
            HttpResponseMessage? answer = null;
            await Until.True(
                async () =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/products");
                    request.Headers.Authorization = new("Bearer", "niaga_" + new string('a', 43));
                    answer = await http.SendAsync(request);
                    return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
                },
                "503",
                20
            );
            using var problem = JsonDocument.Parse(await answer!.Content.ReadAsStringAsync());
            problem.RootElement.GetProperty("code").GetString().ShouldBe("platform.database_away");
            answer.Headers.RetryAfter.ShouldNotBeNull();
            (await Status(http, "/_content/Niaga.Ui/nothing.css")).ShouldBe(HttpStatusCode.NotFound);

            await server.Run("ALTER ROLE niaga_app LOGIN");
            await Until.True(async () => await Status(http, "/kedai-siapa/") is HttpStatusCode.NotFound, "the site is back", 20);
        }
        finally
        {
            site.Kill();
            await site.WaitForExitAsync();
        }
    }

    private static async Task<HttpStatusCode?> Status(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(path);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return null;
        }
    }

    private static void Keep(List<string> said, string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;

        lock (said)
            said.Add(line);
    }

    private static string[] Said(List<string> said)
    {
        lock (said)
            return [.. said];
    }
}
