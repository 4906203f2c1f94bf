namespace Niaga.Identity.Access;

/// <summary>Keys of the roles a business made for itself, beside those built in and of the modules.</summary>
internal static class RoleKeys
{
    /// <summary>What the key of every such role begins with.</summary>
    public const string Prefix = "custom.";

    public static string Of(Guid role) => Prefix + role;
}
