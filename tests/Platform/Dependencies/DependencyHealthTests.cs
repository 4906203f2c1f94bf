using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Identity.Domains;
using Niaga.Identity.Oidc;
using Niaga.Platform.Tests.Sso;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Dependencies;

/// <summary>DNS and identity providers that go away, hang and come back.</summary>
public sealed class DependencyHealthTests : IDisposable
{
    private readonly AdjustableClock clock = new();
    private readonly LogCapture log = new();
    private readonly ILoggerFactory loggers;

    public DependencyHealthTests() => loggers = LoggerFactory.Create(b => b.AddProvider(log));

    public void Dispose() => loggers.Dispose();

    [Fact]
    public async Task A_resolver_that_hangs_is_told_once_asked_seldom_and_told_when_it_is_back()
    {
        await using var server = new TestDnsServer { Silent = true };
        server.Texts["kedai.my"] = ["niaga=1"];
        var settings = new SsoSettings { Resolver = server.Address, ResolverTimeout = TimeSpan.FromMilliseconds(100) };
        var records = new DnsDomainRecords(Options.Create(settings), clock, loggers.CreateLogger<DnsDomainRecords>());
        for (var i = 0; i < 3; i++)
            (await records.Texts("kedai.my", CancellationToken.None)).ShouldBeNull();
        var asked = server.Questions;
        for (var i = 0; i < 20; i++)
            (await records.Texts("kedai.my", CancellationToken.None)).ShouldBeNull();
        server.Questions.ShouldBe(asked);
        Lines().ShouldBe(["away"]);

        clock.Pass(TimeSpan.FromSeconds(6));
        (await records.Texts("kedai.my", CancellationToken.None)).ShouldBeNull();
        server.Questions.ShouldBeGreaterThan(asked);
        server.Silent = false;
        (await records.Texts("kedai.my", CancellationToken.None)).ShouldBeNull();
        clock.Pass(TimeSpan.FromSeconds(6));
        (await records.Texts("kedai.my", CancellationToken.None)).ShouldBe(["niaga=1"]);
        Lines().ShouldBe(["away", "back"]);
    }

    [Fact]
    public async Task A_provider_that_is_away_is_told_once_and_the_others_go_on()
    {
        var reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        await using var server = new TestTcpServer((stream, cancel) => Reply(stream, reply, cancel));
        await using var other = new TestTcpServer((stream, cancel) => Reply(stream, reply, cancel));
        other.Start();
        using var http = new ProviderHttp(
            Options.Create(new SsoSettings { AllowPrivateAddresses = true, ProviderTimeout = TimeSpan.FromMilliseconds(500) }),
            clock,
            loggers.CreateLogger<ProviderHttp>()
        );

        // Nobody listens.
        for (var i = 0; i < 5; i++)
            await Fails(http, server);
        Lines().ShouldBe(["away"]);

        // It takes connections and says nothing; then it begins an answer that never ends; then a proxy in front of it says so.
        server.Silent = true;
        server.Start();
        await Fails(http, server);
        server.Connections.ShouldBe(0);
        clock.Pass(TimeSpan.FromSeconds(6));
        await Fails(http, server);
        server.Connections.ShouldBe(1);
        server.Silent = false;
        reply = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n{";
        clock.Pass(TimeSpan.FromSeconds(6));
        await Fails(http, server);
        reply = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        clock.Pass(TimeSpan.FromSeconds(6));
        await Fails(http, server);
        server.Connections.ShouldBe(3);
        Lines().ShouldBe(["away"]);

        reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        (await http.OfOwner.GetStringAsync(Address(other))).ShouldBe("{}");
        clock.Pass(TimeSpan.FromSeconds(6));
        (await http.OfOwner.GetStringAsync(Address(server))).ShouldBe("{}");
        (await http.OfOwner.GetStringAsync(Address(server))).ShouldBe("{}");
        Lines().ShouldBe(["away", "back"]);
    }

    [Fact]
    public async Task A_caller_who_gives_up_says_nothing_of_the_provider()
    {
        var asked = 0;
        await using var server = new TestTcpServer(
            async (stream, cancel) =>
            {
                await ReadHead(stream, cancel);
                Interlocked.Increment(ref asked);
                await Task.Delay(Timeout.Infinite, cancel);
            }
        );
        server.Start();
        using var http = new ProviderHttp(
            Options.Create(new SsoSettings { AllowPrivateAddresses = true }),
            clock,
            loggers.CreateLogger<ProviderHttp>()
        );
        for (var i = 0; i < 5; i++)
        {
            using var gone = new CancellationTokenSource();
            var asking = http.OfOwner.GetAsync(Address(server), gone.Token);
            await Until.True(() => Volatile.Read(ref asked) > i, "asked");
            await gone.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => asking);
        }
        Lines().ShouldBeEmpty();
    }

    private static async Task Fails(ProviderHttp http, TestTcpServer server)
    {
        var failed = await Should.ThrowAsync<Exception>(() => http.OfOwner.GetAsync(Address(server)));
        ProviderException.Of(failed).ShouldNotBeNull().Fault.ShouldBe(SsoFailure.Unreachable);
    }

    private static Uri Address(TestTcpServer server) => new($"http://127.0.0.1:{server.Port}/");

    private static async Task Reply(Stream stream, string reply, CancellationToken cancel)
    {
        await ReadHead(stream, cancel);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(reply), cancel);
        // A reply with a piece missing stays open.
        if (reply.EndsWith("\r\n\r\n{", StringComparison.Ordinal))
            await Task.Delay(Timeout.Infinite, cancel);
    }

    private static async Task ReadHead(Stream stream, CancellationToken cancel)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync(cancel) is { Length: > 0 })
        {
            // Until the empty line.
        }
    }

    private string[] Lines() => [.. log.Lines.Select(l => l.Text.Contains(" is away", StringComparison.Ordinal) ? "away" : "back")];
}
