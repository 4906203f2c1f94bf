using System.Net.Http.Headers;
using Niaga.Testing;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>Junk in headers.</summary>
public sealed class BadHeaderTests(NiagaApp app, ITestOutputHelper output) : IClassFixture<NiagaApp>
{
    [Fact]
    public Task Headers_of_every_wrong_kind() =>
        EachOperation.Attacked(
            app,
            output,
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

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (name is "Authorization" or "If-Match")
            request.Headers.Remove(name);
        (
            name == "Content-Encoding" && request.Content is not null ? (HttpHeaders)request.Content.Headers : request.Headers
        ).TryAddWithoutValidation(name, value);
    }
}
