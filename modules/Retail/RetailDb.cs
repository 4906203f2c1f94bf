using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Data;
using Niaga.Trade.Stock;

namespace Niaga.Retail;

/// <summary>
/// The tables of schema <c>retail</c>, each described in its folder, and the levels and movements of its products from the stock ledger.
/// </summary>
internal sealed class RetailDb(DbContextOptions<RetailDb> options) : TenantDb(options)
{
    public DbSet<StockLevel> StockLevels => Set<StockLevel>();

    public DbSet<StockEntry> StockEntries => Set<StockEntry>();

    public DbSet<StockRule> StockRules => Set<StockRule>();

    protected override string Schema => "retail";

    protected override void Describe(ModelBuilder model)
    {
        model.WithFields();
        StockTables.Describe(model);
        model.ApplyConfigurationsFromAssembly(typeof(RetailDb).Assembly);
    }
}
