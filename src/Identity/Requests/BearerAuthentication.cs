using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Identity.Access;
using Niaga.Identity.Keys;

namespace Niaga.Identity.Requests;

/// <summary><c>Authorization: Bearer niaga_…</c>: names the one business the key opens, and in whose name.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessCache access,
    ApiKeyUsageWriter uses,
    TimeProvider clock
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (!KeySecret.TryParse(header["Bearer ".Length..].Trim(), out var secret))
            return AuthenticateResult.Fail("malformed");
        if (await access.Find(secret.Tenant, Context.RequestAborted) is not { } tenant)
            return AuthenticateResult.Fail("unknown");
        if (await access.FindKey(tenant, secret, Context.RequestAborted) is not { } holder || holder.Expires <= clock.GetUtcNow())
            return AuthenticateResult.Fail("unknown");

        Context.Features.Set(new KeyInUse(tenant, holder));
        uses.Note(tenant.Id, holder, Context.Connection.RemoteIpAddress);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, holder.Maker.ToString())], SchemeName);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), SchemeName));
    }
}
