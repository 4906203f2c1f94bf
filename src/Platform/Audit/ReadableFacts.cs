using Niaga.Platform.Callers;
using Niaga.Platform.Modules;

namespace Niaga.Platform.Audit;

/// <summary>Which facts of the log its reader may see: what a page hides from them, its history hides too.</summary>
internal sealed class ReadableFacts(Caller caller, ModuleCatalog modules)
{
    /// <summary>False for a fact that wants a permission the reader has not (<see cref="Contract.Manifest.GuardedFacts"/>).</summary>
    public bool Includes(string fact) => !modules.GuardedFacts.TryGetValue(fact, out var permission) || caller.May(permission);
}
