using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Business.Numbering;
using Niaga.Business.Stock;
using Niaga.Business.Tax;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;

namespace Niaga.Business;

internal sealed class BusinessParts : IModuleParts
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<BusinessDb>();
        services.AddSingleton<TaxRates>();
        services.AddScoped<Numbers>().AddScoped<StockLedger>();
        services.AddUseCasesOf(typeof(BusinessParts).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
    }

    public void MapFiles(IEndpointRouteBuilder site)
    {
    }
}
