using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Trade.Numbering;
using Niaga.Trade.Stock;
using Niaga.Trade.Tax;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;

namespace Niaga.Trade;

internal sealed class TradeParts : IModuleParts
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<TradeDb>();
        services.AddSingleton<TaxRates>();
        services.AddScoped<Numbers>().AddScoped<StockLedger>();
        services.AddUseCasesOf(typeof(TradeParts).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api) { }

    public void MapFiles(IEndpointRouteBuilder site) { }
}
