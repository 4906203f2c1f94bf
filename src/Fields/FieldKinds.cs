using Niaga.Platform.Callers;
using Niaga.Platform.Modules;

namespace Niaga.Fields;

/// <summary>The kinds of records of this business that take fields.</summary>
internal sealed class FieldKinds(IEnumerable<FieldKind> all, Caller caller, ModuleCatalog modules)
{
    /// <summary>Those whose records the caller may see.</summary>
    public IReadOnlyList<FieldKind> Offered { get; } =
    [.. all.Where(k => caller.May(k.View) && (modules.EntitlementOf(k.View) is not { } needed || caller.Entitlements.Contains(needed)))];

    /// <summary>By its path; null for one that is not offered.</summary>
    public FieldKind? Find(string? path) => Offered.FirstOrDefault(k => k.Path == path);

    /// <summary>As the log calls it; null for one that is not offered.</summary>
    public FieldKind? OfSubject(string subject) => Offered.FirstOrDefault(k => k.Subject == subject);
}
