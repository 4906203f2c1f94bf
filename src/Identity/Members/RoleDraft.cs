using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>A role as somebody wrote it down: name and ticks, checked alike when made and when changed.</summary>
internal sealed record RoleDraft(string Name, string[] Permissions)
{
    public static Outcome<RoleDraft> Read(
        string? text,
        IReadOnlyList<string>? ticked,
        ModuleCatalog modules,
        RoleCatalog roles,
        TextCatalog texts
    )
    {
        var refusals = new List<Refusal>();
        var name = SingleLineName.Read(text, "Name", refusals, CustomRole.LongestName);
        if (refusals.Count == 0 && RoleNames.IsBuiltIn(texts, name))
            refusals.Add(MemberErrors.RoleNameTaken());
        // The workspace comes with every role; it need not be said.
        string[] permissions =
        [
            .. (ticked ?? []).Where(p => p != PlatformPermissions.WorkspaceOpen).Distinct().Order(StringComparer.Ordinal),
        ];
        if (permissions.Any(p => !modules.Declares(p)) || roles.Meaningful(permissions).Count < permissions.Length)
            refusals.Add(MemberErrors.PermissionUnknown());
        else if (permissions.Any(modules.IsOwnersOnly))
            refusals.Add(MemberErrors.OwnersPermission());
        else if (permissions.Length == 0)
            refusals.Add(MemberErrors.RoleEmpty());
        return Refusal.Of(refusals) is { } refused ? refused : new RoleDraft(name, permissions);
    }
}
