using Microsoft.EntityFrameworkCore;
using Niaga.Identity.Domains;
using Niaga.Identity.Oidc;
using Niaga.Identity.People;
using Niaga.Identity.Sso;
using Niaga.Platform.Data;

namespace Niaga.Site.Settings.Sso;

/// <summary>All that a business has said of its own identity provider.</summary>
internal sealed class SsoOverview(TenantSession session)
{
    internal sealed record Settings(
        SsoConnection? Connection,
        IReadOnlyList<SsoRoleMapping> Mappings,
        IReadOnlyList<BusinessDomain> Domains
    );

    public async Task<Settings> Read(CancellationToken cancel)
    {
        var connection = session.Open<IdentityDb>().Set<SsoConnection>().FirstOrDefaultAsync(cancel);
        var mappings = session.Open<IdentityDb>().Set<SsoRoleMapping>().OrderBy(m => m.Position).ToListAsync(cancel);
        var domains = session.Open<IdentityDb>().Set<BusinessDomain>().OrderBy(d => d.Domain).ToListAsync(cancel);
        await Task.WhenAll(connection, mappings, domains);
        return new(await connection, await mappings, await domains);
    }
}
