using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;

namespace Niaga.Identity.Keys;

/// <summary>Scopes one need not put together oneself.</summary>
internal static class KeyPreset
{
    /// <summary>All that the maker holds.</summary>
    public const string All = "all";

    /// <summary>What the role read-only may look at, as far as the maker may.</summary>
    public const string Reading = "reading";

    /// <summary>What a directory needs to create and deactivate members, and nothing else.</summary>
    public const string Directory = "directory";

    /// <summary>Ticked one by one.</summary>
    public const string Chosen = "chosen";

    /// <summary>The permissions a choice on the form means; null where it means all.</summary>
    public static IReadOnlyList<string>? Scope(string? preset, IEnumerable<string> chosen, Caller caller, ModuleCatalog modules) =>
        preset switch
        {
            All => null,
            Reading => [.. modules.PermissionsOf(BuiltInRoles.ReadOnly).Where(caller.May).Order(StringComparer.Ordinal)],
            Directory => [PlatformPermissions.MembersProvision],
            _ => [.. chosen],
        };
}
