using Niaga.Contract;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;

namespace Niaga.Identity.Members;

/// <summary>What a role is called, for reading.</summary>
internal static class RoleNames
{
    public static string Role(this Words words, BusinessRole role) => role.Name ?? words["role." + role.Key];

    /// <summary>A role by its key. One whose module is gone from this deployment opens nothing and shows as its key.</summary>
    /// <param name="words">The request's texts.</param>
    /// <param name="modules">All manifests.</param>
    /// <param name="key">Its key.</param>
    /// <param name="own">What the business calls it, where it is the business's own.</param>
    public static string Role(this Words words, ModuleCatalog modules, string key, string? own) =>
        own ?? (modules.Roles.Any(r => r.Key == key) ? words["role." + key] : key);

    /// <summary>Whether a name would be taken for one of the built-in roles, in any language.</summary>
    public static bool IsBuiltIn(TextCatalog texts, string name) =>
        BuiltInRoles.All.Any(r =>
            Language.All.Any(l => string.Equals(texts.Get(l, "role." + r), name, StringComparison.OrdinalIgnoreCase))
        );
}
