using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Papers.Letterheads;
using Niaga.Papers.Output;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.UseCases;

namespace Niaga.Papers;

internal sealed class PapersStartup : IModuleStartup
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<PapersDb>();
        services.AddTransient<LetterheadQuery>().AddTransient<LetterheadPreview>();
        services.AddTransient(provider => new PaperPrinter(provider.GetRequiredService<LetterheadQuery>()));
        services.AddUseCasesOf(typeof(PapersStartup).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api) { }

    public void MapFiles(IEndpointRouteBuilder site) { }
}
