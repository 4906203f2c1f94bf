using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;
using Niaga.Platform.Web;

namespace Niaga.Identity.Webhooks;

/// <summary>Why a message was not taken; each has a text <c>webhook.failure.{name}</c>. Kept by name.</summary>
internal static class WebhookFailures
{
    public const string Timeout = "timeout";
    public const string Unreachable = "unreachable";
    public const string HostUnknown = "host_unknown";
    public const string PrivateAddress = "private_address";
    public const string NotEncrypted = "not_encrypted";
    public const string Certificate = "certificate";
    public const string Redirect = "redirect";
    public const string Status = "status";
    public const string Gone = "gone";

    /// <summary>Whoever answers for the webhook may not see what the message says.</summary>
    public const string NotPermitted = "not_permitted";
}

/// <summary>What came of one attempt.</summary>
/// <param name="Failure">One of <see cref="WebhookFailures"/>; null where the message was taken.</param>
/// <param name="Status">The receiver's status, where it answered.</param>
/// <param name="Body">The first of what it answered.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record WebhookAnswer(string? Failure, int? Status, string Body, int Milliseconds);

/// <summary>
/// The way to receivers. Managers type any address, so it leads to the public internet only, checked where the connection is made; no
/// redirect is followed, no proxy asked, and of an answer little is read.
/// </summary>
internal sealed class WebhookHttp : IDisposable
{
    private const int MostAnswer = 1000;

    private readonly HttpClient client;
    private readonly WebhookSettings settings;

    public WebhookHttp(IOptions<WebhookSettings> options)
    {
        settings = options.Value;
        client = new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                MaxResponseHeadersLength = 32,
                ConnectCallback = settings.AllowPrivateAddresses ? null : PublicInternet.Connect,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose() => client.Dispose();

    /// <param name="address">Where to.</param>
    /// <param name="id">The message's id, the same at each attempt.</param>
    /// <param name="at">Time of this attempt.</param>
    /// <param name="body">What is said.</param>
    /// <param name="secrets">What it is signed with.</param>
    /// <param name="cancel">Ends it without an answer.</param>
    public async Task<WebhookAnswer> Send(
        string address,
        string id,
        DateTimeOffset at,
        string body,
        IEnumerable<string> secrets,
        CancellationToken cancel
    )
    {
        var started = Stopwatch.GetTimestamp();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(settings.Timeout);
        try
        {
            var uri = new Uri(address);
            if (uri.Scheme != Uri.UriSchemeHttps && !settings.AllowPrivateAddresses)
                return Failed(WebhookFailures.NotEncrypted);

            using var request = new HttpRequestMessage(HttpMethod.Post, uri);
            var timestamp = at.ToUnixTimeSeconds();
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Niaga-Webhooks", "1.0"));
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture));
            request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSecrets.Sign(id, timestamp, body, secrets));
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            {
                Headers = { ContentType = new("application/json") { CharSet = "utf-8" } },
            };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            var status = (int)answer.StatusCode;
            var failure = status switch
            {
                >= 200 and < 300 => null,
                >= 300 and < 400 => WebhookFailures.Redirect,
                410 => WebhookFailures.Gone,
                _ => WebhookFailures.Status,
            };
            return new(failure, status, await Beginning(answer, limited.Token), Passed());
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed(WebhookFailures.Timeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or PrivateAddressException)
        {
            return Failed(Of(e));
        }

        WebhookAnswer Failed(string failure) => new(failure, null, "", Passed());
        int Passed() => (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static string Of(Exception e)
    {
        for (var at = e; at is not null; at = at.InnerException)
        {
            switch (at)
            {
                case PrivateAddressException:
                    return WebhookFailures.PrivateAddress;
                case AuthenticationException:
                    return WebhookFailures.Certificate;
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData }:
                    return WebhookFailures.HostUnknown;
            }
        }
        return WebhookFailures.Unreachable;
    }

    /// <summary>Text only, and no more than fits: an answer may be endless.</summary>
    private static async Task<string> Beginning(HttpResponseMessage answer, CancellationToken cancel)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancel);
        var bytes = new byte[MostAnswer];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        var text = Encoding.UTF8.GetString(bytes, 0, read);
        // No control characters and no halves of characters.
        return new([.. text.Where(c => c is '\n' or '\t' or (>= ' ' and < '\u007F') or (> '\u009F' and (< '\uD800' or > '\uDFFF')))]);
    }
}
