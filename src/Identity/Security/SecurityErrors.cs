using Niaga.Platform.Refusals;

namespace Niaga.Identity.Security;

/// <summary>Every refusal of the business's security pages, by name.</summary>
internal static class SecurityErrors
{
    /// <summary>Whoever asks a second step of their own role must have come in with one, or they would lock themselves out.</summary>
    public static Refusal OwnFactorFirst() => new("platform.own_factor_first", 409, "SecondFactorRoles");

    public static Refusal RoleUnknown() => new("platform.policy_role_unknown", 400, "SecondFactorRoles");

    public static Refusal MinutesOutOfRange(string field, int least, int most) =>
        new("platform.minutes_out_of_range", 400, field, least, most);
}
