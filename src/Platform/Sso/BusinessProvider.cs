using Niaga.Platform.Oidc;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Sso;

/// <summary>A business's identity provider, ready to be used.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Slug">Its part of the address.</param>
/// <param name="Connection">Which connection.</param>
/// <param name="Version">Which version of its settings.</param>
/// <param name="Facts">The settings.</param>
/// <param name="Mappings">Values of the role claim, the first that matches counts.</param>
/// <param name="Provider">Null when the kept secret cannot be read any more.</param>
internal sealed record BusinessProvider(
    TenantId Tenant,
    string Slug,
    Guid Connection,
    long Version,
    SsoConnection.Details Facts,
    IReadOnlyList<BusinessProvider.Mapping> Mappings,
    OidcProvider? Provider
)
{
    public sealed record Mapping(string Value, string Role);

    public string Key => SsoConnection.KeyOf(Connection);

    /// <summary>The provider decides about roles at each sign-in; else a first role is given and members are managed here.</summary>
    public bool DecidesRoles => Facts.RoleClaim is not null && Mappings.Count > 0;

    /// <summary>The role it gives somebody.</summary>
    public string RoleOf(ProviderIdentity identity)
    {
        if (!DecidesRoles)
            return Facts.DefaultRole;

        var values = identity.All(Facts.RoleClaim!).ToHashSet(StringComparer.Ordinal);
        return Mappings.FirstOrDefault(m => values.Contains(m.Value))?.Role ?? Facts.DefaultRole;
    }

    /// <summary>Whether the sign-in counts as one with a second factor.</summary>
    public bool ProvesFactor(ProviderIdentity identity) => Facts.TrustsFactor || identity.ProvedSeveral;
}
