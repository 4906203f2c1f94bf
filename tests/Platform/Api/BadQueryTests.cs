using Niaga.Platform.Web;
using Niaga.Testing;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>Junk behind the question mark of an address: a third of the operations.</summary>
public sealed class BadQueryTests(NiagaApp app, ITestOutputHelper output) : IClassFixture<NiagaApp>
{
    [Fact]
    public Task Query_values_of_every_wrong_kind() => BadQuery.Attacked(app, output, 0);
}

/// <summary>A second third, at the same time.</summary>
public sealed class BadQuerySecondTests(NiagaApp app, ITestOutputHelper output) : IClassFixture<NiagaApp>
{
    [Fact]
    public Task Query_values_of_every_wrong_kind() => BadQuery.Attacked(app, output, 1);
}

/// <summary>The last third.</summary>
public sealed class BadQueryThirdTests(NiagaApp app, ITestOutputHelper output) : IClassFixture<NiagaApp>
{
    [Fact]
    public Task Query_values_of_every_wrong_kind() => BadQuery.Attacked(app, output, 2);
}

internal static class BadQuery
{
    public static Task Attacked(NiagaApp app, ITestOutputHelper output, int third)
    {
        var at = 0;
        return EachOperation.Attacked(
            app,
            output,
            _ => at++ % 3 == third,
            async (attack, o) =>
            {
                foreach (var name in o.Query.Append("no-such-parameter").Append("lang"))
                {
                    // What no operation declares is read in one place: each is sent a sixth of the values, another for each operation.
                    var all = o.Query.Contains(name);
                    foreach (var value in InvalidRequests.Texts.Where((_, i) => all || (i + at) % 6 == 0))
                        await attack.Send(o, $"?{name}={value[..Math.Min(20, value.Length)]}", query: $"?{name}={value}");
                    await attack.Send(o, $"{name} twice", query: $"?{name}=a&{name}=b&{name}[]=c");
                }
                if (o.Query.Contains("cursor"))
                {
                    var others = "?cursor=" + Cursors.Write("another", "", Guid.Empty);
                    await attack.Send(o, "another list's cursor", query: others, mustRefuse: true);
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
    }
}
