using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Platform.People;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Web;

/// <summary><c>Authorization: Bearer niaga_…</c>: names the person and the one business the token belongs to.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessCache access, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        if (!BearerToken.TryParse(header["Bearer ".Length..].Trim(), out var token)) return AuthenticateResult.Fail("malformed");
        if (await access.Find(token.Tenant, Context.RequestAborted) is not { } tenant) return AuthenticateResult.Fail("unknown");
        if (await access.FindToken(tenant, token, Context.RequestAborted) is not { } holder || holder.Expires <= clock.GetUtcNow()) return AuthenticateResult.Fail("unknown");
        Context.Features.Set(new TokenTenant(tenant));
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, holder.Person.ToString())], SchemeName);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), SchemeName));
    }
}

/// <summary>The business a bearer token belongs to.</summary>
internal sealed record TokenTenant(AccessCache.TenantAccess Tenant);
