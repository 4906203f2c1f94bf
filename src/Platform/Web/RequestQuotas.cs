using System.Globalization;
using Microsoft.AspNetCore.Http;
using Niaga.Platform.Keys;
using Niaga.Platform.SignIn;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Web;

/// <summary>
/// What a key, and a business, may ask in a minute; said with every answer in the fields of draft-ietf-httpapi-ratelimit-headers-09.
/// Stands between who it is and what they may, so that asking for what is refused counts too.
/// </summary>
internal sealed class RequestQuotas(RequestDelegate next, AccessCache access, Quotas quotas)
{
    public async Task Invoke(HttpContext http)
    {
        var key = http.Features.Get<KeyInUse>();
        if ((key?.Tenant.Id ?? await OfPage(http)) is not { } business)
        {
            await next(http);
            return;
        }
        var mine = key is null ? null : (QuotaWindow.Lease)quotas.Keys.AttemptAcquire(key.Holder.Key);
        // What its own limit stops takes nothing from the business's other programs.
        var ours = mine is { IsAcquired: false } ? null : (QuotaWindow.Lease)quotas.Businesses.AttemptAcquire(business.Value);
        http.Response.Headers["RateLimit-Policy"] = key is null ? quotas.BusinessPolicy : quotas.KeyPolicy;
        http.Response.Headers["RateLimit"] = Said(mine, ours);
        if ((ours ?? mine) is { IsAcquired: false } full)
        {
            http.Response.Headers.RetryAfter = full.Seconds.ToString(CultureInfo.InvariantCulture);
            await RefusalResponse.Write(http, PlatformErrors.TooManyRequests());
            return;
        }
        await next(http);
    }

    /// <summary>The business whose page's scripts ask; anonymous requests count for no business.</summary>
    private async ValueTask<TenantId?> OfPage(HttpContext http)
    {
        if (
            !ApiPaths.IsApi(http)
            || http.Features.Get<AccessCache.TenantAccess>() is not { } tenant
            || http.Features.Get<SignInState>() is not { } session
        )
            return null;
        if (session.BoundTo is { } only && only != tenant.Id)
            return null;

        return await access.FindMember(tenant, session.Person, http.RequestAborted) is null ? null : tenant.Id;
    }

    private static string Said(QuotaWindow.Lease? mine, QuotaWindow.Lease? ours) =>
        (mine, ours) switch
        {
            ({ } k, { } b) => string.Create(
                CultureInfo.InvariantCulture,
                $"\"key\";r={k.Left};t={k.Seconds}, \"business\";r={b.Left};t={b.Seconds}"
            ),
            ({ } k, null) => string.Create(CultureInfo.InvariantCulture, $"\"key\";r={k.Left};t={k.Seconds}"),
            (null, { } b) => string.Create(CultureInfo.InvariantCulture, $"\"business\";r={b.Left};t={b.Seconds}"),
            _ => throw new InvalidOperationException("A request without a limit says nothing of one."),
        };
}
