using Niaga.Testing;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>Junk in a path and methods its address does not take.</summary>
public sealed class BadAddressTests(NiagaApp app, ITestOutputHelper output) : IClassFixture<NiagaApp>
{
    [Fact]
    public Task Ids_that_are_none() =>
        EachOperation.Attacked(
            app,
            output,
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
    public Task Methods_an_address_does_not_take() =>
        EachOperation.Attacked(
            app,
            output,
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
}
