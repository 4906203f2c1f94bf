using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Pictures;

/// <summary>The tables of schema <c>pictures</c>.</summary>
internal sealed class PicturesDb(DbContextOptions<PicturesDb> options) : TenantDb(options)
{
    protected override string Schema => "pictures";

    protected override void Describe(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(PicturesDb).Assembly);
}
