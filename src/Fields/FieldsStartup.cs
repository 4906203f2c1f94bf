using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Modules;
using Niaga.Platform.UseCases;

namespace Niaga.Fields;

internal sealed class FieldsStartup : IModuleStartup
{
    public void AddServices(IServiceCollection services)
    {
        services.AddTransient<BusinessFields>().AddTransient<FieldKinds>().AddTransient<FieldRecords>();
        services.AddUseCasesOf(typeof(FieldsStartup).Assembly);
    }

    public void MapFiles(IEndpointRouteBuilder site) { }

    public void MapApi(IEndpointRouteBuilder api) => FieldsApi.Map(api);
}
