using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Pictures;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Subjects;
using Niaga.Platform.UseCases;
using Niaga.Retail.Demo;
using Niaga.Retail.Products;
using Niaga.Retail.Products.Import;
using Niaga.Retail.Products.Labels;
using Niaga.Retail.Sales;
using Niaga.Retail.Sales.Documents;
using Niaga.Retail.Sales.Reversals;
using Niaga.Retail.Stock;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Customers;

namespace Niaga.Retail;

internal sealed class RetailStartup : IModuleStartup
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<RetailDb>();
        services
            .AddTransient<StockList>()
            .AddTransient<ISubjectSource, SaleSource>()
            .AddTransient<ProductRows>()
            .AddTransient<ProductCount>()
            .AddTransient<ProductDetail>()
            .AddTransient<CategoryList>()
            .AddTransient<StockOfProduct>()
            .AddTransient<StockRuleQuery>()
            .AddScoped<LowStock>()
            .AddScoped<StockMove>()
            .AddTransient<ProductLookup>()
            .AddTransient<LabelOrder>()
            .AddScoped<ShortageCheck>();
        services.AddTransient<ProductCatalog>().AddTransient<ProductImportWriter>().AddTransient<ProductImportUndo>();
        services.AddUseCasesOf(typeof(RetailStartup).Assembly);
        services.AddScoped<DemoRefunds>().AddScoped<ReversalWriter>().AddTransient<SupervisorApproval>().AddTransient<ReversalsQuery>();
        services.AddTransient<TaxInvoice>().AddTransient<ICustomerTimeline, SaleTimeline>();
        services
            .AddTransient<ReceiptPictures>()
            .AddSingleton(ProductNotes.Kind)
            .AddSingleton(ProductOwnFields.Kind)
            .AddSingleton(SaleNotes.Kind);
        services.AddTransient<SalesQuery>().AddTransient<SalesFigures>().AddTransient<RecentSales>().AddScoped<TodaySummary>();
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
        ProductsApi.Map(api);
        api.MapPictures<ChangeProductPictures>(ProductPictures.Kind, "Products");
        ProductFiles.MapApi(api);
        LabelFiles.MapApi(api);
        SalesApi.Map(api);
        SaleDocuments.MapApi(api);
        ReversalsApi.Map(api);
        StockApi.Map(api);
    }

    public void MapFiles(IEndpointRouteBuilder site)
    {
        ProductFiles.Map(site);
        site.MapPictureFiles(ProductPictures.Kind);
        ReceiptPictures.Map(site);
        LabelFiles.Map(site);
        SalesExport.Map(site);
        ReversalsExport.Map(site);
        SaleDocuments.Map(site);
    }
}
