using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;

namespace Niaga.Retail;

internal sealed class RetailParts : IModuleParts
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<RetailDb>();
        services.AddUseCasesOf(typeof(RetailParts).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
    }

    public void MapFiles(IEndpointRouteBuilder site)
    {
    }
}
