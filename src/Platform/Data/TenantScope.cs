using Niaga.Platform.Values;

namespace Niaga.Platform.Data;

/// <summary>What a transaction sees, as row-level security is told.</summary>
/// <param name="Tenant">Whose rows.</param>
/// <param name="Branches">Of which of its places: <c>*</c> for all, or ids as PostgreSQL writes an array.</param>
internal readonly record struct TenantScope(TenantId Tenant, string Branches)
{
    /// <summary>For the platform's own work.</summary>
    public static TenantScope Whole(TenantId tenant) => new(tenant, "*");
}
