using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Domains;
using Niaga.Platform.Oidc;
using Niaga.Platform.Tenants;
using Niaga.Platform.Web;

namespace Niaga.Platform.Sso;

/// <summary>
/// The providers of businesses, each built when first asked for and kept under its version. A change makes another version, which every
/// node learns from <see cref="AccessCache"/>, so the old one is never used again.
/// </summary>
internal sealed class BusinessProviders(
    IServiceScopeFactory scopes,
    SsoSecrets secrets,
    ProviderHttp http,
    IDataProtectionProvider protection,
    CookieRules cookies,
    TimeProvider clock
) : IDisposable
{
    private readonly MemoryCache built = new(new MemoryCacheOptions { SizeLimit = 5_000 });

    /// <summary>The business's provider, enabled or not; null when it has none.</summary>
    public async ValueTask<BusinessProvider?> Find(AccessCache.TenantAccess tenant, CancellationToken cancel)
    {
        if (tenant.Sso is not { } rule)
            return null;
        if (built.TryGetValue((rule.Connection, rule.Version), out BusinessProvider? known))
            return known;
        if (await Read(tenant, cancel) is not { } found)
            return null;

        return built.Set(
            (found.Connection, found.Version),
            found,
            new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromHours(12) }
        );
    }

    public void Dispose() => built.Dispose();

    private async Task<BusinessProvider?> Read(AccessCache.TenantAccess tenant, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant.Id, tenant.Slug, tenant.Entitlements);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        if (await session.Open<PlatformDb>().Set<SsoConnection>().FirstOrDefaultAsync(cancel) is not { } connection)
            return null;

        var mappings = await session
            .Open<PlatformDb>()
            .Set<SsoRoleMapping>()
            .OrderBy(m => m.Position)
            .Select(m => new BusinessProvider.Mapping(m.Value, m.Role))
            .ToListAsync(cancel);
        var (key, slug) = (SsoConnection.KeyOf(connection.ConnectionId), tenant.Slug.Value);
        var provider = secrets.Open(tenant.Id, SsoSecrets.ClientSecret, connection.ClientSecret) is { } secret
            ? OidcProvider.Make(
                new(key, SsoPath.Of(slug), connection.Issuer, false, connection.ClientId, secret, [], OfOwner: true),
                http,
                protection,
                cookies,
                clock
            )
            : null;
        return new(tenant.Id, slug, connection.ConnectionId, connection.Version, connection.Facts, mappings, provider);
    }
}
