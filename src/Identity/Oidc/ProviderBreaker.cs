using System.Net;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Niaga.Platform.Dependencies;

namespace Niaga.Identity.Oidc;

/// <summary>Each provider's host by itself: one that is away keeps nobody waiting, and the others go on.</summary>
internal sealed class ProviderBreaker(TimeSpan timeout, long mostBytes, TimeProvider clock, ILogger log) : DelegatingHandler
{
    // Owners type any host they like: those not asked for an hour are forgotten, and there is a most of them.
    private const int MostHosts = 10_000;
    private const int Failures = 3;
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly MemoryCache hosts = new(new MemoryCacheOptions { SizeLimit = MostHosts });
    private readonly Lock adding = new();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Of(request.RequestUri!.Authority)
            .Call(
                async limited =>
                {
                    var answer = await base.SendAsync(request, limited);
                    if (
                        answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                    )
                    {
                        answer.Dispose();
                        throw new HttpRequestException(null, null, answer.StatusCode);
                    }
                    // The whole of it within the time: a body that never ends is no answer.
                    await answer.Content.LoadIntoBufferAsync(mostBytes, limited);
                    return answer;
                },
                e => ProviderException.Of(e) is { Fault: SsoFailure.Unreachable },
                cancellationToken
            );

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            hosts.Dispose();
        base.Dispose(disposing);
    }

    private DependencyHealth Of(string host)
    {
        lock (adding)
        {
            return hosts.GetOrCreate(
                host,
                entry =>
                {
                    (entry.Size, entry.SlidingExpiration) = (1, Forgotten);
                    return new DependencyHealth(new($"The identity provider {host}", timeout, Failures, Pause), clock, log);
                }
            )!;
        }
    }
}
