using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Identity.People;

/// <summary>
/// The per-tenant tables of members, keys and single sign-on. They stand in the platform's schema; each entity's file says how it is stored.
/// </summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : TenantDb(options)
{
    protected override string Schema => "platform";

    protected override void Describe(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(IdentityDb).Assembly);
}
