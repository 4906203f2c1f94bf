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

/// <summary>Registration by convention.</summary>
public static class ModuleRegistration
{
    /// <summary>Registers every use case and work handler of an assembly as itself.</summary>
    public static IServiceCollection AddUseCasesOf(this IServiceCollection services, System.Reflection.Assembly assembly)
    {
        foreach (
            var type in assembly
                .GetTypes()
                .Where(t => t is { IsAbstract: false, IsClass: true } && (IsUseCase(t) || t.IsAssignableTo(typeof(Work.IWorkHandler))))
        )
        {
            services.AddScoped(type);
        }
        return services;
    }

    private static bool IsUseCase(Type type) =>
        type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(UseCases.UseCase<,,>);
}
