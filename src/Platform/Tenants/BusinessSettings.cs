using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Platform.Tenants;

/// <summary>The settings of the business of the address, with their version.</summary>
internal sealed class BusinessSettings(TenantSession session)
{
    internal sealed record Found(Business Business, uint Version);

    public Task<Found> Read(CancellationToken cancel) =>
        session.Open<PlatformDb>().Set<Business>().Select(b => new Found(b, EF.Property<uint>(b, "Version"))).SingleAsync(cancel);
}
