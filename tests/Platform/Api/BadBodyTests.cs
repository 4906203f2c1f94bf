using System.Text;
using Niaga.Testing;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>Junk in place of a body or of one of its fields.</summary>
public sealed class BadBodyTests(NiagaApp app, ITestOutputHelper output) : IClassFixture<NiagaApp>
{
    [Fact]
    public Task Bodies_that_are_wrong_as_a_whole() =>
        EachOperation.Attacked(
            app,
            output,
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
        EachOperation.Attacked(
            app,
            output,
            o => o.Body is not null,
            async (attack, o) =>
            {
                foreach (var (what, body) in InvalidRequests.Fields(o.Body!))
                    await attack.Send(o, what, Encoding.UTF8.GetBytes(body), "application/json");
            }
        );
}
