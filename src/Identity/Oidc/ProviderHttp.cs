using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Platform.Web;

namespace Niaga.Identity.Oidc;

/// <summary>
/// The way to identity providers. An owner may type any address, so theirs leads to the internet only: the address is checked where the
/// connection is made, after the name was resolved, and no redirect is followed. Small answers, short waits, and a breaker
/// for each host.
/// </summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int MostBytes = 1024 * 1024;

    public ProviderHttp(IOptions<SsoSettings> settings, TimeProvider clock, ILogger<ProviderHttp> log)
    {
        OfOperator = Client(anywhere: true, Breaker());
        OfOwner = Client(settings.Value.AllowPrivateAddresses, Breaker());
        OwnerMayBePlain = settings.Value.AllowPrivateAddresses;

        ProviderBreaker Breaker() => new(settings.Value.ProviderTimeout, MostBytes, clock, log);
    }

    /// <summary>To providers the operator configured.</summary>
    public HttpClient OfOperator { get; }

    /// <summary>To providers an owner typed.</summary>
    public HttpClient OfOwner { get; }

    /// <summary>An owner's provider may speak plain HTTP.</summary>
    public bool OwnerMayBePlain { get; }

    public void Dispose()
    {
        OfOperator.Dispose();
        OfOwner.Dispose();
    }

    private static HttpClient Client(bool anywhere, ProviderBreaker breaker)
    {
        breaker.InnerHandler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would resolve the name itself, past the check below.
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
            ConnectCallback = anywhere ? null : Connect,
        };
        return new(new EncryptedOnly(anywhere) { InnerHandler = breaker })
        {
            // The breaker ends a call in time, and knows why it did.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MostBytes,
        };
    }

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        try
        {
            return await PublicInternet.Connect(context, cancel);
        }
        catch (PrivateAddressException)
        {
            throw new ProviderException(SsoFailure.PrivateAddress);
        }
    }

    private sealed class EncryptedOnly(bool plainToo) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            plainToo || request.RequestUri?.Scheme == Uri.UriSchemeHttps
                ? base.SendAsync(request, cancellationToken)
                : throw new ProviderException(SsoFailure.NotEncrypted);
    }
}
