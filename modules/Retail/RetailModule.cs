using Niaga.Contract;
using Niaga.Retail;
using Niaga.Retail.Demo;
using Niaga.Retail.Products;
using Niaga.Retail.Products.Import;
using Niaga.Retail.Reports;
using Niaga.Retail.Sales;
using Niaga.Retail.Stock;
using Niaga.Trade;
using static Niaga.Contract.RowEvent;

[assembly: NiagaModule(typeof(RetailModule))]

namespace Niaga.Retail;

/// <summary>Retail: products, stock, the till and its receipts.</summary>
public sealed class RetailModule : IModule
{
    private static readonly string[] Everyone = [BuiltInRoles.Manager, BuiltInRoles.Staff, BuiltInRoles.Accountant, BuiltInRoles.ReadOnly];
    private static readonly string[] Books = [BuiltInRoles.Manager, BuiltInRoles.Accountant];
    private static readonly string[] Floor = [BuiltInRoles.Manager, BuiltInRoles.Staff];

    /// <inheritdoc />
    public Manifest Describe() =>
        new()
        {
            Key = "retail",
            Assembly = typeof(RetailModule).Assembly,
            Entitlement = new("retail", "retail.products"),
            Industries =
            [
                new("retail.grocery"),
                new("retail.fashion"),
                new("retail.pharmacy"),
                new("retail.hardware"),
                new("retail.electronics"),
                new("retail.stationery"),
                new("retail.bakery"),
                new("retail.other"),
            ],
            Permissions =
            [
                new(Permissions.ProductsView) { DefaultRoles = Everyone },
                new(Permissions.ProductsEdit)
                {
                    DefaultRoles = [BuiltInRoles.Manager],
                    Implies = [Permissions.ProductsView, Permissions.Costs],
                },
                new(Permissions.Costs) { DefaultRoles = Books, Implies = [Permissions.ProductsView] },
                new(Permissions.Export) { DefaultRoles = Books },
                new(Permissions.StockView) { DefaultRoles = Everyone },
                new(Permissions.StockChange) { DefaultRoles = Floor, Implies = [Permissions.StockView] },
                new(Permissions.StockRules) { DefaultRoles = [BuiltInRoles.Manager], Implies = [Permissions.StockView] },
                new(Permissions.SalesView) { DefaultRoles = Everyone },
                new(Permissions.Sell) { DefaultRoles = Floor, Implies = [Permissions.ProductsView, TradePermissions.CustomersPick] },
                new(Permissions.SellBelowZero) { DefaultRoles = [BuiltInRoles.Manager], Implies = [Permissions.Sell] },
                new(Permissions.Void) { DefaultRoles = [BuiltInRoles.Manager], Implies = [Permissions.Sell] },
                new(Permissions.Refund) { DefaultRoles = [BuiltInRoles.Manager], Implies = [Permissions.Sell] },
            ],
            Roles =
            [
                new("retail.cashier", Permissions.Sell, TradePermissions.RosterView),
                new("retail.stock_keeper", Permissions.ProductsEdit, Permissions.StockChange, TradePermissions.RosterView),
            ],
            Navigation =
            [
                new("retail.till", "/till", "device-desktop", Permissions.Sell, 100),
                new("retail.sales", "/sales", "receipt", Permissions.SalesView, 110),
                new("retail.products", "/products", "package", Permissions.ProductsView, 120),
                new("retail.stock", "/stock", "building-warehouse", Permissions.StockView, 130),
            ],
            Links =
            [
                new("retail.receipts_today", "/till/receipts", "receipt", Permissions.Sell),
                new("retail.reversals", "/sales/reversals", "receipt-refund", Permissions.SalesView),
                new("retail.stock_rules", "/stock/rules", "adjustments", Permissions.StockRules),
                new("retail.new_product", "/products/new", "package", Permissions.ProductsEdit) { Act = true },
                new("retail.import_products", "/products/import", "file-import", Permissions.ProductsEdit) { Act = true },
                new("retail.receive_stock", "/stock/receive", "truck-delivery", Permissions.StockChange) { Act = true },
                new("retail.adjust_stock", "/stock/adjust", "adjustments", Permissions.StockChange) { Act = true },
                new("retail.export_products", "/products.xlsx", "file-spreadsheet", Permissions.Export) { Act = true },
                new("retail.export_receipts", "/sales.xlsx", "file-spreadsheet", Permissions.Export) { Act = true },
            ],
            Search =
            [
                new("retail.products", typeof(ProductSearch), "package", 25, Permissions.ProductsView),
                new("retail.receipts", typeof(ReceiptSearch), "receipt", 30, Permissions.SalesView, Permissions.Sell),
            ],
            Reports =
            [
                new SalesByDay(),
                new SalesByMonth(),
                new SalesByHour(),
                new SalesByProduct(),
                new SalesByCategory(),
                new SalesByCustomer(),
                new SalesByCashier(),
                new SalesByTender(),
                new Margin(),
                new StockValue(),
                new TaxSummary(),
            ],
            Imports =
            [
                new(ProductImport.Key, typeof(ProductImport), "products", "product-imports", Permissions.ProductsEdit, ProductColumn.All)
                {
                    Names = new(
                        "retail.import_",
                        "retail.products_imported",
                        "retail.import_undone",
                        "retail.import_errors_exported",
                        "retail.product_import"
                    ),
                },
            ],
            Widgets =
            [
                new("retail.today", typeof(TodayNumbers), Permissions.SalesView, 100),
                new("retail.chart", typeof(SalesChart), Permissions.SalesView, 110, Width: 8),
                new("retail.alerts", typeof(StockAlerts), Permissions.StockView, 120, Width: 4),
            ],
            FirstSteps =
            [
                new("retail.import", "/products/import", "file-import", Permissions.ProductsEdit, 100, new Fact("retail.products")),
                new("retail.product", "/products/new", "package", Permissions.ProductsEdit, 110, new Fact("retail.products")),
                new("retail.sell", "/till", "device-desktop", Permissions.Sell, 120, new Fact("retail.sales")),
            ],
            Tour =
            [
                new("retail.products", "/products", "a[data-new]", Permissions.ProductsEdit, 100, new Fact("retail.products")),
                new("retail.till", "/till", ".till-tiles", Permissions.Sell, 110, new Fact("retail.sales")),
                new("retail.receipts", "/till/receipts", ".data-table tbody tr, .nothing", Permissions.Sell, 120),
                new("retail.figures", "/", ".stat-row", Permissions.SalesView, 130),
            ],
            Tables =
            [
                new("categories", Retention.Business),
                new("products", Retention.Business),
                new("product_words", Retention.Business) { Restored = RestoredAs.Merged },
                new("sales", Retention.Accounting, At("sold_at")),
                new("sale_lines", Retention.Accounting, With("retail.sales")),
                new("sale_payments", Retention.Accounting, With("retail.sales")),
                new("sale_customers", Retention.Accounting, With("retail.sales")),
                new("sale_days", Retention.Accounting, At("business_day")) { Restored = RestoredAs.Merged },
                new("reversals", Retention.Accounting, At("at")) { NotArchived = ["made_in"] },
                new("reversal_lines", Retention.Accounting, With("retail.reversals")),
                new("reversal_payments", Retention.Accounting, With("retail.reversals")),
                new("reversed_sales", Retention.Accounting, With("retail.sales")) { Restored = RestoredAs.Merged },
                new("product_months", Retention.Accounting, At("month")) { Restored = RestoredAs.Skipped },
                new("summed_months", Retention.Business) { Restored = RestoredAs.Skipped },
            ],
            Events =
            [
                new(RetailEvents.SaleRecorded, Permissions.SalesView),
                new(RetailEvents.SaleVoided, Permissions.SalesView),
                new(RetailEvents.SaleRefunded, Permissions.SalesView),
                new(RetailEvents.ProductCreated, Permissions.ProductsView),
                new(RetailEvents.ProductChanged, Permissions.ProductsView),
                new(RetailEvents.ProductArchived, Permissions.ProductsView),
                new(RetailEvents.ProductRestored, Permissions.ProductsView),
            ],
            Notifications =
            [
                new(LowStock.Low, "package", Permissions.StockChange, "product", "left"),
                new(LowStock.Out, "package-off", Permissions.StockChange, "product", "left"),
            ],
            AuditedEvents =
            [
                "retail.product_created",
                "retail.product_changed",
                "retail.product_archived",
                "retail.product_restored",
                "retail.products_imported",
                "retail.import_undone",
                "retail.stock_received",
                "retail.stock_adjusted",
                "retail.stock_moved",
                "retail.stock_rules_changed",
                "retail.sale_completed",
                "retail.sale_voided",
                "retail.sale_refunded",
                "retail.products_exported",
                "retail.import_errors_exported",
                "retail.sales_exported",
                "retail.reversals_exported",
            ],
            SecurityEvents =
            [
                "retail.products_exported",
                "retail.import_errors_exported",
                "retail.sales_exported",
                "retail.reversals_exported",
            ],
            GuardedFacts = new Dictionary<string, string> { ["cost"] = Permissions.Costs, ["unitCost"] = Permissions.Costs },
            MoneyFacts = ["price", "cost", "unitCost", "total", "rounding", "amount"],
            Demo = typeof(RetailDemo),
            Work = [new(RetailHousekeeping.Kind, typeof(RetailHousekeeping))],
            Schedules = [new("retail.housekeeping", "37 3 * * *", RetailHousekeeping.Kind, PerBusiness: true)],
            Parts = typeof(RetailStartup),
        };
}
