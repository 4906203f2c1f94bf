using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Imports;

/// <summary>The tables of schema <c>imports</c>.</summary>
internal sealed class ImportsDb(DbContextOptions<ImportsDb> options) : TenantDb(options)
{
    protected override string Schema => "imports";

    protected override void Describe(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(ImportsDb).Assembly);

    /// <summary>An import, held until the transaction ends; null when the business has none of that kind by that id.</summary>
    public Task<ImportRun?> Held(string kind, Guid id, CancellationToken cancel) =>
        Set<ImportRun>()
            .FromSql($"SELECT * FROM imports.imports WHERE tenant_id = {Tenant.Value} AND import_id = {id} AND kind = {kind} FOR UPDATE")
            .SingleOrDefaultAsync(cancel);
}
