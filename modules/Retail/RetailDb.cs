using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Retail.Products;
using Niaga.Retail.Products.Import;
using Niaga.Trade.Stock;

namespace Niaga.Retail;

/// <summary>The tables of schema <c>retail</c>, and the levels and movements of its products from the stock ledger.</summary>
internal sealed class RetailDb(DbContextOptions<RetailDb> options) : TenantDb(options)
{
    public DbSet<Product> Products => Set<Product>();

    public DbSet<Category> Categories => Set<Category>();

    public DbSet<ProductImport> Imports => Set<ProductImport>();

    public DbSet<ProductImportError> ImportErrors => Set<ProductImportError>();

    public DbSet<StockLevel> StockLevels => Set<StockLevel>();

    public DbSet<StockEntry> StockEntries => Set<StockEntry>();

    protected override string Schema => "retail";

    protected override void Describe(ModelBuilder model)
    {
        StockTables.Describe(model);
        model.ApplyConfigurationsFromAssembly(typeof(RetailDb).Assembly);
    }
}
