using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Work;

namespace Niaga.Platform.UseCases;

/// <summary>Registration by convention.</summary>
public static class UseCaseRegistration
{
    /// <summary>Registers every use case and work handler of an assembly as itself.</summary>
    public static IServiceCollection AddUseCasesOf(this IServiceCollection services, Assembly assembly)
    {
        foreach (
            var type in assembly
                .GetTypes()
                .Where(t => t is { IsAbstract: false, IsClass: true } && (IsUseCase(t) || t.IsAssignableTo(typeof(IWorkHandler))))
        )
        {
            services.AddScoped(type);
        }
        return services;
    }

    private static bool IsUseCase(Type type) =>
        type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(UseCase<,,>);
}
