using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.UseCases;
using Niaga.Trade.Numbering;
using Niaga.Trade.Stock;
using Niaga.Trade.Tax;

namespace Niaga.Trade;

internal sealed class TradeStartup : IModuleStartup
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<TradeDb>();
        services.AddSingleton<TaxRates>();
        services.AddScoped<Numbers>().AddScoped<StockLedger>().AddScoped<StockRules>();
        services.AddUseCasesOf(typeof(TradeStartup).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api) { }

    public void MapFiles(IEndpointRouteBuilder site) { }
}
