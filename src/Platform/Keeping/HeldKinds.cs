using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Keeping;

/// <summary>Kinds of records that can be held: those that have a name in the words of the trade.</summary>
public sealed class HeldKinds(ModuleCatalog modules, TextCatalog texts, Caller caller)
{
    /// <summary>Schema and name of each table.</summary>
    public IReadOnlyList<string> All =>
        [
            .. modules
                .Manifests.Where(m => m.Entitlement is null || caller.Entitlements.Contains(m.Entitlement.Key))
                .SelectMany(m => m.Tables.Where(t => t.KeptBecause is null).Select(t => $"{m.Schema}.{t.Name}"))
                .Where(t => texts.Has("record." + t)),
        ];
}
