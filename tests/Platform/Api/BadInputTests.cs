using System.Net.Http.Headers;
using System.Text;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>
/// Every endpoint of the live table against junk of every kind. An answer is a success where the junk is harmless, else a 4xx
/// that says a code and has changed nothing; never a 5xx.
/// </summary>
public sealed class BadInputTests(NiagaApp app, ITestOutputHelper output) : IClassFixture<NiagaApp>
{
    [Fact]
    public Task Bodies_that_are_wrong_as_a_whole() =>
        OnEach(
            o => o.Body is not null,
            async (attack, o) =>
            {
                foreach (var (what, body, type) in InvalidRequests.Bodies(o.Body!))
                    await attack.Send(o, what, body, type);
                await attack.SendTooMuchWithoutALength(o);
            }
        );

    [Fact]
    public Task Fields_of_every_wrong_kind() =>
        OnEach(
            o => o.Body is not null,
            async (attack, o) =>
            {
                foreach (var (what, body) in InvalidRequests.Fields(o.Body!))
                    await attack.Send(o, what, Encoding.UTF8.GetBytes(body), "application/json");
            }
        );

    [Fact]
    public Task Query_values_of_every_wrong_kind() =>
        OnEach(
            _ => true,
            async (attack, o) =>
            {
                foreach (var name in o.Query.Append("no-such-parameter").Append("lang"))
                {
                    foreach (var value in InvalidRequests.Texts)
                        await attack.Send(o, $"?{name}={value[..Math.Min(20, value.Length)]}", query: $"?{name}={value}");
                    await attack.Send(o, $"{name} twice", query: $"?{name}=a&{name}=b&{name}[]=c");
                }
                foreach (
                    var query in (string[])
                        [
                            "?",
                            "?&&=&",
                            "?=a",
                            "?%00=1",
                            "?%FF=%FF",
                            "?a[b]=c",
                            "?" + new string('&', 2000),
                            "?x=" + new string('a', 9_000),
                            "?x=" + new string('a', 30_000),
                        ]
                )
                {
                    await attack.Send(o, query[..Math.Min(12, query.Length)], query: query);
                }
            }
        );

    [Fact]
    public Task Ids_that_are_none() =>
        OnEach(
            o => o.Endpoint.Parameters.Count > 0,
            async (attack, o) =>
            {
                foreach (var parameter in o.Endpoint.Parameters)
                {
                    // The server itself refuses a zero byte in a path, before any code of ours.
                    foreach (
                        var text in InvalidRequests.Texts.Where(t =>
                            t.Length is > 0 and < 3000 && !t.Contains("%00", StringComparison.Ordinal)
                        )
                    )
                    {
                        var path = o.Endpoint.Pattern;
                        foreach (var other in o.Endpoint.Parameters.Where(p => p != parameter))
                            path = path.Replace($"{{{other.Name}}}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
                        await attack.Send(
                            o with
                            {
                                Path = path.Replace($"{{{parameter.Name}}}", text, StringComparison.Ordinal),
                            },
                            $"{parameter.Name} = {text[..Math.Min(20, text.Length)]}"
                        );
                    }
                }
            }
        );

    [Fact]
    public Task Headers_of_every_wrong_kind() =>
        OnEach(
            _ => true,
            async (attack, o) =>
            {
                foreach (
                    var value in (string[])
                        [
                            "",
                            "Bearer",
                            "Bearer ",
                            "bearer x",
                            "Basic YTpi",
                            "Bearer niaga_",
                            "Bearer niaga_00000000000070008000000000000000_" + new string('a', 43),
                            "Bearer " + new string('a', 4000),
                            "Bearer \u00e9\u00fc",
                            "Bearer null",
                            ",",
                            "Digest x=y",
                        ]
                )
                {
                    await attack.Send(o, $"Authorization: {value[..Math.Min(20, value.Length)]}", r => Set(r, "Authorization", value));
                }
                foreach (
                    var (name, values) in new (string, string[])[]
                    {
                        (
                            "If-Match",
                            [
                                "junk",
                                "\"\"",
                                "\"-1\"",
                                "W/\"1\"",
                                "\"99999999999999999999\"",
                                "\"1\", \"2\"",
                                "\"",
                                "\u00e9",
                                new('9', 2000),
                            ]
                        ),
                        ("Idempotency-Key", [new('k', 256), new('k', 4000), "\u00e9\u00fc", "a\tb"]),
                        ("Accept-Language", ["", "xx", "*", "en;q=zzz", ",,,;;;", new(',', 2000), "\u00e9"]),
                        ("Accept", ["", "text/html", "junk", "application/xml;q=x"]),
                        ("Accept-Encoding", ["junk", "gzip;q=zzz", "*;q=0"]),
                        ("Content-Encoding", ["gzip", "junk"]),
                        ("Cookie", ["niaga.person=junk", "niaga.forgery=junk; niaga.lang=zz", "=;=;", new(';', 1000)]),
                        ("X-HTTP-Method-Override", ["DELETE"]),
                        ("Origin", ["https://evil.example"]),
                    }
                )
                {
                    foreach (var value in values)
                        await attack.Send(o, $"{name}: {value[..Math.Min(20, value.Length)]}", r => Set(r, name, value));
                }
            }
        );

    [Fact]
    public Task Methods_an_address_does_not_take() =>
        OnEach(
            _ => true,
            async (attack, o) =>
            {
                foreach (var method in (string[])["PUT", "PATCH", "DELETE", "POST", "GET", "TRACE", "PROPFIND", "JUNK"])
                {
                    if (ApiEndpoints.Of(app).Any(e => e.Pattern == o.Endpoint.Pattern && e.Method == method))
                        continue;

                    await attack.Send(o, $"{method}", r => r.Method = new(method), mustRefuse: true);
                }
            }
        );

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (name is "Authorization" or "If-Match")
            request.Headers.Remove(name);
        (
            name == "Content-Encoding" && request.Content is not null ? (HttpHeaders)request.Content.Headers : request.Headers
        ).TryAddWithoutValidation(name, value);
    }

    private async Task OnEach(Func<ApiOperation, bool> which, Func<Attack, ApiOperation, Task> act)
    {
        var shop = await app.SignUp();
        var handler = NiagaApp.Handler();
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        using var client = new HttpClient(handler) { BaseAddress = new(app.Address) };
        using var owner = await shop.Client();
        await using var fingerprint = await Fingerprint.Of(app);
        var operations = await ApiOperation.All(app, client);
        var attack = new Attack(client, owner.DefaultRequestHeaders.Authorization!, fingerprint);
        foreach (var operation in operations.Where(which))
        {
            var real = operation with { Path = await operation.RealPath(owner, operations, files: false) };
            attack.LookAgain();
            await act(attack, real);
        }
        output.WriteLine($"{attack.Tried} requests, {attack.Refused} refused, {attack.Harmless} harmless");
        attack.Findings.ShouldBeEmpty();
        attack.Refused.ShouldBeGreaterThan(0);
    }
}
