using System.Collections.Frozen;
using Niaga.Platform.Refusals;

namespace Niaga.Identity.Scim;

/// <summary>Refusals to a directory, and what SCIM calls them (RFC 7644, table 9).</summary>
internal static class ScimErrors
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["platform.scim_filter_unsupported"] = "invalidFilter",
        ["platform.scim_syntax"] = "invalidSyntax",
        ["platform.malformed"] = "invalidSyntax",
        ["platform.scim_value"] = "invalidValue",
        ["platform.scim_address_outside"] = "invalidValue",
        ["platform.scim_path"] = "invalidPath",
        ["platform.scim_no_target"] = "noTarget",
        ["platform.scim_fixed"] = "mutability",
        ["platform.scim_owner"] = "mutability",
        ["platform.scim_user_taken"] = "uniqueness",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Refusal FilterUnsupported() => new("platform.scim_filter_unsupported", 400);

    /// <summary>The message is no user, or no list of operations.</summary>
    public static Refusal Syntax() => new("platform.scim_syntax", 400);

    public static Refusal Value(string attribute) => new("platform.scim_value", 400, null, attribute);

    public static Refusal Path(string path) => new("platform.scim_path", 400, null, path);

    public static Refusal NoTarget() => new("platform.scim_no_target", 400);

    public static Refusal Fixed(string attribute) => new("platform.scim_fixed", 400, null, attribute);

    /// <summary>An address in a domain the business has not verified.</summary>
    public static Refusal AddressOutside() => new("platform.scim_address_outside", 400);

    public static Refusal UserTaken() => new("platform.scim_user_taken", 409);

    /// <summary>No directory makes, changes or removes an owner.</summary>
    public static Refusal Owner() => new("platform.scim_owner", 403);

    /// <summary>Somebody here suspended the member; somebody here lets them back in.</summary>
    public static Refusal SuspendedHere() => new("platform.scim_suspended_here", 403);

    /// <summary>The role would be more than the key's maker holds.</summary>
    public static Refusal RoleBeyond() => new("platform.scim_role_beyond", 403);

    /// <summary>The default role is of a module the business no longer holds.</summary>
    public static Refusal RoleGone() => new("platform.scim_role_gone", 409);

    /// <summary>SCIM's word for a refusal, or null where it has none.</summary>
    public static string? TypeOf(Refusal refusal) => Types.GetValueOrDefault(refusal.Code);
}
