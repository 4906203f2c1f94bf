using System.Collections.Frozen;
using System.Reflection;
using Niaga.Contract;

namespace Niaga.Platform.Modules;

/// <summary>All manifests of this deployment, in migration order, with the look-ups the platform needs.</summary>
public sealed class ModuleCatalog
{
    private readonly FrozenDictionary<string, string> entitlementOfPermission;
    private readonly FrozenDictionary<string, FrozenSet<string>> permissionsOfRole;

    public ModuleCatalog(IEnumerable<Manifest> manifests)
    {
        Manifests = [.. manifests.OrderBy(m => m.Order).ThenBy(m => m.Key, StringComparer.Ordinal)];
        var twice = Manifests.SelectMany(m => m.Permissions).GroupBy(p => p.Key).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new InvalidOperationException($"Permission '{twice.Key}' is declared twice.");
        WorkKinds = Manifests.SelectMany(m => m.Work).ToFrozenDictionary(w => w.Kind);
        entitlementOfPermission = Manifests.Where(m => m.Entitlement is not null)
            .SelectMany(m => m.Permissions.Select(p => (p.Key, m.Entitlement!.Key)))
            .ToFrozenDictionary(p => p.Item1, p => p.Item2);
        permissionsOfRole = BuiltInRoles.All.ToFrozenDictionary(r => r, Held);
    }

    public IReadOnlyList<Manifest> Manifests { get; }

    public FrozenDictionary<string, WorkKind> WorkKinds { get; }

    public IEnumerable<Schedule> Schedules => Manifests.SelectMany(m => m.Schedules);

    public IEnumerable<Industry> Industries => Manifests.SelectMany(m => m.Industries);

    /// <summary>The assemblies pages and texts come from.</summary>
    public IEnumerable<Assembly> Assemblies => Manifests.Select(m => m.Assembly).Distinct();

    /// <summary>The manifest that offers an industry at sign-up, or null.</summary>
    public Manifest? ByIndustry(string industry) => Manifests.FirstOrDefault(m => m.Industries.Any(i => i.Key == industry));

    /// <summary>The feature a business must hold for a permission to mean anything; null when every business has it.</summary>
    public string? EntitlementOf(string permission) => entitlementOfPermission.GetValueOrDefault(permission);

    /// <summary>Permissions of a built-in role, implied ones included; none for an unknown role.</summary>
    public FrozenSet<string> PermissionsOf(string role) => permissionsOfRole.GetValueOrDefault(role, []);

    public bool Declares(string permission) => Manifests.Any(m => m.Permissions.Any(p => p.Key == permission));

    /// <summary>Navigation entries for these permissions and features, in order.</summary>
    public IReadOnlyList<NavigationItem> Navigation(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
    [
        .. Manifests.Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
            .SelectMany(m => m.Navigation).Where(n => permissions.Contains(n.Permission)).OrderBy(n => n.Order),
    ];

    /// <summary>Dashboard widgets for these permissions and features, in order.</summary>
    public IReadOnlyList<DashboardWidget> Widgets(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
    [
        .. Manifests.Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
            .SelectMany(m => m.Widgets).Where(w => permissions.Contains(w.Permission)).OrderBy(w => w.Order),
    ];

    /// <summary>First steps for these permissions and features, in order.</summary>
    public IReadOnlyList<FirstStep> FirstSteps(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
    [
        .. Manifests.Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
            .SelectMany(m => m.FirstSteps).Where(s => permissions.Contains(s.Permission)).OrderBy(s => s.Order),
    ];

    private FrozenSet<string> Held(string role)
    {
        var all = Manifests.SelectMany(m => m.Permissions).ToDictionary(p => p.Key);
        var held = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(all.Values.Where(p => role == BuiltInRoles.Owner || p.DefaultRoles.Contains(role)).Select(p => p.Key));
        while (open.TryPop(out var key))
        {
            if (!held.Add(key)) continue;
            foreach (var implied in all[key].Implies) open.Push(implied);
        }
        return held.ToFrozenSet(StringComparer.Ordinal);
    }
}
