using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Niaga.Platform.Modules;

/// <summary>What a module adds beyond data: its services and its API. Named by the manifest's <c>Parts</c>.</summary>
public interface IModuleStartup
{
    /// <summary>Registers the module's DbContext, use cases and handlers.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>Maps endpoints below <c>/api/v1</c>; each carries a <see cref="Niaga.Contract.NeedsAttribute"/>.</summary>
    void MapApi(IEndpointRouteBuilder api);

    /// <summary>Maps what is neither page nor API: downloads, pictures. Each carries its access attribute.</summary>
    void MapFiles(IEndpointRouteBuilder site);
}
