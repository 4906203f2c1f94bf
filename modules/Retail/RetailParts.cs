using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Retail.Products;
using Niaga.Retail.Sales;

namespace Niaga.Retail;

internal sealed class RetailParts : IModuleParts
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<RetailDb>();
        services.AddScoped<ProductCatalog>();
        services.AddUseCasesOf(typeof(RetailParts).Assembly);
        services.AddScoped<SaleBook>().AddScoped<SalesFigures>().AddScoped<ShopToday>();
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
        ProductsApi.Map(api);
        SalesApi.Map(api);
    }

    public void MapFiles(IEndpointRouteBuilder site)
    {
        SalesExport.Map(site);
    }
}
