using System.Reflection;
using Niaga.Contract;
using Niaga.Platform.Modules;

namespace Niaga.Host;

/// <summary>
/// Finds the modules: every assembly beside the host that carries <see cref="NiagaModuleAttribute"/>. None is named here.
/// </summary>
internal static class Modules
{
    public static ModuleCatalog Find()
    {
        var assemblies = Directory
            .EnumerateFiles(AppContext.BaseDirectory, "Niaga.*.dll")
            .Order(StringComparer.Ordinal)
            .Select(file => Assembly.Load(AssemblyName.GetAssemblyName(file)));
        return new(
            assemblies
                .SelectMany(a => a.GetCustomAttributes<NiagaModuleAttribute>())
                .Select(module => ((IModule)Activator.CreateInstance(module.Module, nonPublic: true)!).Describe())
        );
    }
}
