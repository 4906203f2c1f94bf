using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Members;
using Niaga.Identity.People;
using Niaga.Platform.Data;

namespace Niaga.Identity.Scim;

/// <summary>How members come from a directory: in which role, with addresses of which domains.</summary>
internal sealed class ProvisioningSettings(TenantSession session, GrantCeiling ceiling)
{
    /// <param name="DefaultRole">Key of the role new members begin with.</param>
    /// <param name="Roles">Roles the caller may choose for it.</param>
    /// <param name="Domains">Domains the business has verified.</param>
    public sealed record View(string DefaultRole, IReadOnlyList<Offer> Roles, IReadOnlyList<string> Domains);

    /// <param name="Key">Key of a role.</param>
    /// <param name="Name">Its name where the business gave it one; else its text is <c>role.{Key}</c>.</param>
    public sealed record Offer(string Key, string? Name);

    private sealed record Kept(string? DefaultRole, string[] Domains);

    public async Task<View> Read(CancellationToken cancel)
    {
        var offered = (await ceiling.Offered(cancel)).Where(r => r.Key != BuiltInRoles.Owner).Select(r => new Offer(r.Key, r.Name));
        var tenant = session.Tenant.Value;
        var kept = await session
            .Open<IdentityDb>()
            .Database.SqlQuery<Kept>(
                $"""
                SELECT (SELECT default_role FROM platform.provisioning WHERE tenant_id = {tenant}) AS "DefaultRole",
                    ARRAY(SELECT domain FROM platform.domains WHERE tenant_id = {tenant} AND verified_at IS NOT NULL
                        ORDER BY domain) AS "Domains"
                """
            )
            .SingleAsync(cancel);
        return new(kept.DefaultRole ?? BuiltInRoles.Staff, [.. offered], kept.Domains);
    }
}
