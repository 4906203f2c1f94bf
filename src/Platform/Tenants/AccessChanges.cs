using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Tenants;

/// <summary>Tells whoever caches what a business may do that it changed on this node. Other nodes hear it from the database.</summary>
internal sealed class AccessChanges
{
    /// <summary>A business was changed and the change is committed.</summary>
    public event Action<TenantId>? Committed;

    /// <summary>Tells it once the session's transaction commits.</summary>
    public void AnnounceAfter(TenantSession session)
    {
        var tenant = session.Tenant;
        session.AfterCommit(() => Committed?.Invoke(tenant));
    }
}
