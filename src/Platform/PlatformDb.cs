using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Platform;

/// <summary>The per-tenant tables of schema <c>platform</c>. Each entity's file says how it is stored.</summary>
internal sealed class PlatformDb(DbContextOptions<PlatformDb> options) : TenantDb(options)
{
    protected override string Schema => "platform";

    protected override void Describe(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(PlatformDb).Assembly);
}
