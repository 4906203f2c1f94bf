using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.Upgrades;
using Niaga.Platform.UseCases;

namespace Niaga.Imports;

internal sealed class ImportsStartup : IModuleStartup
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTenantDb<ImportsDb>();
        services.AddScoped<ImportKinds>().AddTransient<ImportList>().AddTransient<PreviewImport>().AddTransient<UndoPreview>();
        services.AddTransient<ImportRecords>().AddSingleton<ImportHeadings>();
        services.AddSingleton(PlainColumns.Of("imports", "import_errors"));
        services.AddUseCasesOf(typeof(ImportsStartup).Assembly);
    }

    public void MapApi(IEndpointRouteBuilder api)
    {
        foreach (var kind in ImportKinds.All(api.ServiceProvider))
            ImportsApi.Map(api, kind, api.ServiceProvider.GetRequiredService<TextCatalog>());
    }

    public void MapFiles(IEndpointRouteBuilder site)
    {
        foreach (var kind in ImportKinds.All(site.ServiceProvider))
        {
            ImportErrorsFile.Map(site, kind);
            ImportTemplate.Map(site, kind);
        }
    }
}
