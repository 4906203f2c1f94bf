using Microsoft.EntityFrameworkCore;
using Niaga.Platform;
using Niaga.Platform.Data;
using Niaga.Platform.Domains;
using Niaga.Platform.Sso;

namespace Niaga.Site.Settings.Sso;

/// <summary>All that a business has said of its own identity provider.</summary>
internal sealed class SsoSettings(TenantSession session)
{
    internal sealed record Settings(
        SsoConnection? Connection,
        IReadOnlyList<SsoRoleMapping> Mappings,
        IReadOnlyList<BusinessDomain> Domains
    );

    public async Task<Settings> Read(CancellationToken cancel)
    {
        var connection = session.Open<PlatformDb>().Set<SsoConnection>().FirstOrDefaultAsync(cancel);
        var mappings = session.Open<PlatformDb>().Set<SsoRoleMapping>().OrderBy(m => m.Position).ToListAsync(cancel);
        var domains = session.Open<PlatformDb>().Set<BusinessDomain>().OrderBy(d => d.Domain).ToListAsync(cancel);
        await Task.WhenAll(connection, mappings, domains);
        return new(await connection, await mappings, await domains);
    }
}
