using Niaga.Platform.UseCases;

namespace Niaga.Platform.Sso;

/// <summary>Refusals around single sign-on and providers.</summary>
internal static class SsoErrors
{
    /// <summary>Addresses of this domain come in through the business's own provider.</summary>
    public static Refusal Required(string slug) => new("platform.sso_required", 403, null, slug);

    public static Refusal IssuerInvalid() => new("platform.issuer_invalid", 400, "Issuer");

    public static Refusal SecretNeeded() => new("platform.sso_secret_needed", 400, "ClientSecret");

    public static Refusal RoleNotOffered(string field) => new("platform.sso_role_not_offered", 400, field);

    public static Refusal RoleNeverOwner(string field) => new("platform.sso_role_never_owner", 400, field);

    /// <summary>One value of the claim names two roles.</summary>
    public static Refusal MappedTwice(string value) => new("platform.sso_mapped_twice", 400, "RoleClaim", value);

    public static Refusal NotConnected() => new("platform.sso_not_connected", 409);

    /// <summary>Nobody has signed in through these settings yet.</summary>
    public static Refusal TryFirst() => new("platform.sso_try_first", 409);

    /// <summary>Without it nobody could sign in any more.</summary>
    public static Refusal LastWayIn() => new("platform.last_way_in", 409);
}
