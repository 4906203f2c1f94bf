using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.UseCases;

namespace Niaga.Pictures;

internal sealed class PicturesStartup : IModuleStartup
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<PicturesDb>();
        services.AddSingleton<PictureReader>().AddTransient<RecordPictures>();
        services.AddUseCasesOf(typeof(PicturesStartup).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api) { }

    public void MapFiles(IEndpointRouteBuilder site) { }
}
