using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Privacy;

/// <summary>The tables of schema <c>privacy</c> that Entity Framework writes, each described in its folder.</summary>
internal sealed class PrivacyDb(DbContextOptions<PrivacyDb> options) : TenantDb(options)
{
    protected override string Schema => "privacy";

    protected override void Describe(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(PrivacyDb).Assembly);
}
