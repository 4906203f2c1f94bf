using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Business;

/// <summary>The tables of schema <c>business</c>.</summary>
internal sealed class BusinessDb(DbContextOptions<BusinessDb> options) : TenantDb(options)
{
    protected override string Schema => "business";

    protected override void Describe(ModelBuilder model)
    {
    }
}
