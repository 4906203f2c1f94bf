using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Platform.Tenants;

/// <summary>The business of the address as it shows itself, for what a module prints in its name: receipts, labels, e-mails.</summary>
public sealed class BusinessProfile(TenantSession session)
{
    /// <summary>Its settings, read now.</summary>
    public Task<Business> Read(CancellationToken cancel) => session.Open<PlatformDb>().Set<Business>().SingleAsync(cancel);
}
