using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>What the server rejects before any middleware runs is answered with a code and a sentence too.</summary>
public sealed class RejectedRequestTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    [Theory]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /api/v1/products/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /kedai/%2e%00%2e HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    public async Task Has_a_code_and_a_sentence(string request)
    {
        var address = new Uri(app.Address);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        answer.ShouldStartWith("HTTP/1.1 400 Bad Request\r\n");
        var head = answer.Split("\r\n\r\n")[0];
        head.ShouldContain("Content-Type: application/problem+json");
        using var problem = JsonDocument.Parse(answer.Split("\r\n\r\n")[1]);
        problem.RootElement.GetProperty("code").GetString().ShouldBe("platform.malformed");
        problem.RootElement.GetProperty("title").GetString()!.Length.ShouldBeGreaterThan(10);
    }
}
