using Niaga.Contract;
using Niaga.Identity.Members;
using Niaga.Platform.Modules;

namespace Niaga.Site.Settings.Members;

/// <summary>Permissions as the pages of roles show them: by module, those only that mean anything to this business.</summary>
internal static class PermissionGroups
{
    /// <param name="Module">Key of the module; its heading is the text <c>module.{Module}</c>.</param>
    /// <param name="Permissions">In the order its manifest names them.</param>
    internal sealed record Group(string Module, IReadOnlyList<Permission> Permissions);

    public static IReadOnlyList<Group> Of(ModuleCatalog modules, RoleCatalog roles) =>
        [
            .. modules
                .Manifests.Select(m => new Group(m.Key, [.. m.Permissions.Where(p => roles.Meaningful([p.Key]).Count == 1)]))
                .Where(g => g.Permissions.Count > 0),
        ];
}
