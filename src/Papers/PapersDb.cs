using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Papers;

/// <summary>The tables of schema <c>papers</c>.</summary>
internal sealed class PapersDb(DbContextOptions<PapersDb> options) : TenantDb(options)
{
    protected override string Schema => "papers";

    protected override void Describe(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(PapersDb).Assembly);
}
