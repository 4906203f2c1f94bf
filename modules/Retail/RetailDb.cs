using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Retail;

/// <summary>The tables of schema <c>retail</c>.</summary>
internal sealed class RetailDb(DbContextOptions<RetailDb> options) : TenantDb(options)
{
    protected override string Schema => "retail";

    protected override void Describe(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(RetailDb).Assembly);
}
