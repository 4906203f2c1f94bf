using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Web;

/// <summary>Reads the <c>Idempotency-Key</c> of an API request and the fingerprint of what it asks; the runner does the rest.</summary>
internal sealed class IdempotencyKeys(RequestDelegate next)
{
    public const string Header = "Idempotency-Key";
    private const int MostLength = 200;

    public async Task Invoke(HttpContext http, Caller caller)
    {
        var sent = http.Request.Headers[Header];
        if (sent.Count > 0 && HttpMethods.IsPost(http.Request.Method) && ApiPaths.IsApi(http))
        {
            // Proxies join two headers by a comma.
            if (sent is not [{ Length: > 0 and <= MostLength } key] || key.Any(c => c is < ' ' or > '~' or ','))
            {
                await RefusalResponse.Write(http, PlatformErrors.IdempotencyKeyInvalid());
                return;
            }
            caller.Idempotency = new(Own(caller, key), await Fingerprint(http, caller));
        }
        await next(http);
    }

    /// <summary>A key is its person's own: what another chooses to call theirs is no concern of either.</summary>
    private static string Own(Caller caller, string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Person} {key}")));

    // Of a body that may hold a PIN or a password: it leaves memory encrypted only, see IdempotentResponses.
    private static async Task<string> Fingerprint(HttpContext http, Caller caller)
    {
        http.Request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{caller.Person} {http.Request.Path}{http.Request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
            hash.AppendData(buffer, 0, read);
        http.Request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
