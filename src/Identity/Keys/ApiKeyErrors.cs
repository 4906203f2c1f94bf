using Niaga.Platform.Refusals;

namespace Niaga.Identity.Keys;

/// <summary>Refusals about API keys.</summary>
internal static class ApiKeyErrors
{
    /// <summary>A scope names something that is no permission.</summary>
    public static Refusal PermissionUnknown(string permission) => new("platform.key_permission_unknown", 400, "Scope", permission);

    /// <summary>A key would hold what its maker does not.</summary>
    public static Refusal ScopeBeyondYours(string permission) => new("platform.key_scope_beyond_yours", 403, "Scope", permission);

    public static Refusal TooManyKeys(int most) => new("platform.too_many_keys", 409, null, most);

    /// <summary>The person's address belongs to a business that asks for its own identity provider: no password makes a key.</summary>
    public static Refusal SsoAsked() => new("platform.key_needs_sso", 403);
}
