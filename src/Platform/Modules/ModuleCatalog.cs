using System.Collections.Frozen;
using System.Reflection;
using Niaga.Contract;
using Niaga.Platform.Callers;

namespace Niaga.Platform.Modules;

/// <summary>All manifests of this deployment, in migration order, with the look-ups the platform needs.</summary>
public sealed class ModuleCatalog
{
    private readonly FrozenDictionary<string, string> entitlementOfPermission;
    private readonly FrozenDictionary<string, FrozenSet<string>> permissionsOfRole;
    private readonly FrozenDictionary<string, Permission> permissions;
    private readonly FrozenDictionary<string, SecurityEventType> securityEvents;

    public ModuleCatalog(IEnumerable<Manifest> manifests)
    {
        Manifests = [.. manifests.OrderBy(m => m.Order).ThenBy(m => m.Key, StringComparer.Ordinal)];
        var twice = Manifests.SelectMany(m => m.Permissions).GroupBy(p => p.Key).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"Permission '{twice.Key}' is declared twice.");

        Events = Manifests.SelectMany(m => m.Events).ToFrozenDictionary(e => e.Key, StringComparer.Ordinal);
        WorkKinds = Manifests.SelectMany(m => m.Work).ToFrozenDictionary(w => w.Kind);
        Sensitive = Manifests
            .SelectMany(m => m.Tables.SelectMany(t => t.Sensitive.Select(c => $"{m.Schema}.{t.Name}.{c}")))
            .ToFrozenSet(StringComparer.Ordinal);
        NotificationKinds = Manifests.SelectMany(m => m.Notifications).ToFrozenDictionary(k => k.Key, StringComparer.Ordinal);
        entitlementOfPermission = Manifests
            .Where(m => m.Entitlement is not null)
            .SelectMany(m => m.Permissions.Select(p => (p.Key, m.Entitlement!.Key)))
            .ToFrozenDictionary(p => p.Item1, p => p.Item2);
        permissions = Manifests.SelectMany(m => m.Permissions).ToFrozenDictionary(p => p.Key, StringComparer.Ordinal);
        securityEvents = Manifests
            .SelectMany(m => m.SecurityEvents)
            .DistinctBy(e => e.Name)
            .ToFrozenDictionary(e => e.Name, e => e.Kind ?? SecurityEventTypes.ByName(e.Name), StringComparer.Ordinal);
        GuardedFacts = Manifests.SelectMany(m => m.GuardedFacts).ToFrozenDictionary(StringComparer.Ordinal);
        Roles =
        [
            .. BuiltInRoles.All.Select(r => new RoleOffer(r, null)),
            .. Manifests.SelectMany(m => m.Roles.Select(r => new RoleOffer(r.Key, m.Entitlement?.Key))),
        ];
        var ofModules = Manifests.SelectMany(m => m.Roles).ToDictionary(r => r.Key, StringComparer.Ordinal);
        permissionsOfRole = Roles.ToFrozenDictionary(
            r => r.Key,
            r => Held(r.Key, ofModules.GetValueOrDefault(r.Key)),
            StringComparer.Ordinal
        );
    }

    public IReadOnlyList<Manifest> Manifests { get; }

    public FrozenDictionary<string, WorkKind> WorkKinds { get; }

    /// <summary>What webhooks may tell, by key.</summary>
    public FrozenDictionary<string, BusinessEvent> Events { get; }

    /// <summary>Whether holders of these permissions and features may be told of an event.</summary>
    public bool MayHear(string key, IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
        Events.TryGetValue(key, out var known)
        && permissions.Contains(known.Permission)
        && (EntitlementOf(known.Permission) is not { } entitlement || entitlements.Contains(entitlement));

    /// <summary>The roles every business may give, the most powerful first, then those of the modules.</summary>
    public IReadOnlyList<RoleOffer> Roles { get; }

    /// <summary>Every permission, in the order the manifests name them.</summary>
    public IEnumerable<Permission> Permissions => Manifests.SelectMany(m => m.Permissions);

    public IEnumerable<Schedule> Schedules => Manifests.SelectMany(m => m.Schedules);

    public IEnumerable<Industry> Industries => Manifests.SelectMany(m => m.Industries);

    /// <summary>The last migration of each module's schema: which version its tables have.</summary>
    public IReadOnlyDictionary<string, string> LastMigrations =>
        Manifests
            .SelectMany(m =>
                m.Assembly.GetManifestResourceNames()
                    .Where(r => r.Contains(".Migrations.", StringComparison.Ordinal))
                    .Select(r => (m.Schema, Name: r.Split(".Migrations.")[1]))
            )
            .GroupBy(r => r.Schema, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(r => r.Name).Max(StringComparer.Ordinal)!, StringComparer.Ordinal);

    /// <summary>The assemblies pages and texts come from.</summary>
    public IEnumerable<Assembly> Assemblies => Manifests.Select(m => m.Assembly).Distinct();

    /// <summary>The manifest that offers an industry at sign-up, or null.</summary>
    public Manifest? ByIndustry(string industry) => Manifests.FirstOrDefault(m => m.Industries.Any(i => i.Key == industry));

    /// <summary>The feature a business must hold for a permission to mean anything; null when every business has it.</summary>
    public string? EntitlementOf(string permission) => entitlementOfPermission.GetValueOrDefault(permission);

    /// <summary>Those of some permissions that mean anything with these features.</summary>
    public IEnumerable<string> InForce(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
        permissions.Where(p => EntitlementOf(p) is not { } entitlement || entitlements.Contains(entitlement));

    /// <summary>Permissions of a role that is built in or declared by a module, implied ones included; none for an unknown role.</summary>
    public FrozenSet<string> PermissionsOf(string role) => permissionsOfRole.GetValueOrDefault(role, []);

    /// <summary>These permissions with all they imply; unknown ones (of a module that is gone) fall away.</summary>
    public FrozenSet<string> WithImplied(IEnumerable<string> keys)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(keys.Where(permissions.ContainsKey));
        while (open.TryPop(out var key))
        {
            if (!held.Add(key))
                continue;

            foreach (var implied in permissions[key].Implies)
                open.Push(implied);
        }
        return held.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// What a role a business made for itself holds: what was ticked with all it implies, the workspace, and nothing that is the owner's
    /// alone.
    /// </summary>
    public FrozenSet<string> OfCustomRole(IEnumerable<string> ticked) =>
        WithImplied(ticked.Append(PlatformPermissions.WorkspaceOpen)).Where(p => !IsOwnersOnly(p)).ToFrozenSet(StringComparer.Ordinal);

    public bool IsOwnersOnly(string permission) => permissions.TryGetValue(permission, out var known) && known.OwnersOnly;

    /// <summary>Whether the owner's security log shows an audited event.</summary>
    public bool IsSecurityEvent(string action) => securityEvents.ContainsKey(action);

    /// <summary>Facts of the log that are amounts of money.</summary>
    public IReadOnlySet<string> MoneyFacts => Manifests.SelectMany(m => m.MoneyFacts).ToHashSet(StringComparer.Ordinal);

    /// <summary>Facts of the log that want a permission of their reader, and which.</summary>
    public FrozenDictionary<string, string> GuardedFacts { get; }

    /// <summary>Every security event of every module, and what it is about.</summary>
    public IReadOnlyDictionary<string, SecurityEventType> SecurityEvents => securityEvents;

    public bool Declares(string permission) => permissions.ContainsKey(permission);

    /// <summary>
    /// Navigation entries for these permissions and features, in order. Whose dashboard has nothing to show is led on from it to
    /// where they work, so no entry leads there.
    /// </summary>
    public IReadOnlyList<NavigationItem> Navigation(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements)
    {
        var reached = Manifests
            .Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
            .SelectMany(m => m.Navigation)
            .Where(n => !n.WithReports || Reports(permissions, entitlements).Count > 0)
            .Select(n => Reached(n, permissions))
            .OfType<NavigationItem>()
            .OrderBy(n => n.Order)
            .ToArray();
        var elsewhere = reached.Where(n => n.Path.Length > 1).ToArray();
        return elsewhere.Length == 0 || Widgets(permissions, entitlements).Count > 0 ? reached : elsewhere;
    }

    /// <summary>Kinds of records these permissions and features may search, in order.</summary>
    public IReadOnlyList<SearchSource> SearchSources(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
        [
            .. Manifests
                .Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
                .SelectMany(m => m.Search)
                .Where(s => s.Permissions.Any(permissions.Contains))
                .OrderBy(s => s.Order),
        ];

    /// <summary>Reports these permissions and features may read, in order.</summary>
    public IReadOnlyList<Report> Reports(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
        [
            .. Manifests
                .Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
                .SelectMany(m => m.Reports)
                .Where(r => permissions.Contains(r.Permission)),
        ];

    /// <summary>Sensitive columns by schema, table and column.</summary>
    public IReadOnlySet<string> Sensitive { get; }

    /// <summary>Every kind of notification, by key.</summary>
    public FrozenDictionary<string, NotificationKind> NotificationKinds { get; }

    /// <summary>Kinds of notifications these permissions and features may get, in order.</summary>
    public IReadOnlyList<NotificationKind> Notifications(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
        [
            .. Manifests
                .Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
                .SelectMany(m => m.Notifications)
                .Where(k => k.Permission is null || permissions.Contains(k.Permission)),
        ];

    /// <summary>Of those, what can come: who may not import is not told of failed imports. What came before stays theirs.</summary>
    public IReadOnlyList<NotificationKind> NotificationsToCome(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements)
    {
        var imports = Manifests
            .Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
            .SelectMany(m => m.Imports)
            .Any(i => permissions.Contains(i.Permission));
        return
        [
            .. Notifications(permissions, entitlements)
                .Where(k => (k.NamedWith is null || permissions.Contains(k.NamedWith)) && (imports || !k.ToImporters)),
        ];
    }

    /// <summary>Pages and acts beside the navigation for these permissions and features.</summary>
    public IReadOnlyList<WorkspaceLink> Links(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
        [
            .. Manifests
                .Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
                .SelectMany(m => m.Links)
                .Where(l => permissions.Contains(l.Permission)),
        ];

    /// <summary>Dashboard widgets for these permissions and features, in order.</summary>
    public IReadOnlyList<DashboardWidget> Widgets(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements)
    {
        var widgets = Manifests
            .Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
            .SelectMany(m => m.Widgets)
            .Where(w => permissions.Contains(w.Permission))
            .OrderBy(w => w.Order)
            .ToArray();
        return widgets.All(w => w.Aside) ? [] : widgets;
    }

    /// <summary>First steps for these permissions and features, in order.</summary>
    public IReadOnlyList<FirstStep> FirstSteps(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
        [
            .. Manifests
                .Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
                .SelectMany(m => m.FirstSteps)
                .Where(s => permissions.Contains(s.Permission))
                .OrderBy(s => s.Order),
        ];

    /// <summary>Stops of the tour for these permissions and features, in order.</summary>
    public IReadOnlyList<TourStop> Tour(IReadOnlySet<string> permissions, IReadOnlySet<string> entitlements) =>
        [
            .. Manifests
                .Where(m => m.Entitlement is null || entitlements.Contains(m.Entitlement.Key))
                .SelectMany(m => m.Tour)
                .Where(s => permissions.Contains(s.Permission))
                .OrderBy(s => s.Order),
        ];

    private static NavigationItem? Reached(NavigationItem item, IReadOnlySet<string> permissions)
    {
        if (permissions.Contains(item.Permission))
            return item;

        return item.Otherwise.FirstOrDefault(o => permissions.Contains(o.Permission)) is { Path: { } path }
            ? item with
            {
                PermittedPath = path,
            }
            : null;
    }

    private FrozenSet<string> Held(string role, Role? ofModule) =>
        WithImplied(
            ofModule is null
                ? permissions.Values.Where(p => role == BuiltInRoles.Owner || p.DefaultRoles.Contains(role)).Select(p => p.Key)
                : [PlatformPermissions.WorkspaceOpen, .. ofModule.Permissions]
        );
}

/// <summary>A role that needs no making.</summary>
/// <param name="Key">Its key; the display text is <c>role.{Key}</c>.</param>
/// <param name="Entitlement">The feature a business must hold for it to be offered, or null.</param>
public sealed record RoleOffer(string Key, string? Entitlement);
