using System.Collections.Frozen;

namespace Niaga.Identity.Security;

/// <summary>Which security events a person is told of by mail, and what to do if it was not them.</summary>
internal static class PersonMails
{
    /// <summary>What to do if it was somebody else.</summary>
    internal enum Remedy
    {
        /// <summary>End the sign-ins that are not one's own, while one can still sign in.</summary>
        Devices,

        /// <summary>A new password by mail, when the old one no longer holds.</summary>
        NewPassword,

        /// <summary>Only the operator can help: the account no longer answers to this address.</summary>
        Operator,
    }

    private static readonly FrozenDictionary<string, Remedy> Remedies = new Dictionary<string, Remedy>
    {
        ["platform.signed_in_on_new_device"] = Remedy.Devices,
        ["platform.password_changed"] = Remedy.NewPassword,
        ["platform.password_reset"] = Remedy.NewPassword,
        ["platform.factor_added"] = Remedy.Devices,
        ["platform.factor_removed"] = Remedy.Devices,
        ["platform.passkey_added"] = Remedy.Devices,
        ["platform.passkey_removed"] = Remedy.Devices,
        ["platform.recovery_codes_made"] = Remedy.Devices,
        ["platform.recovery_code_used"] = Remedy.Devices,
        ["platform.email_changed"] = Remedy.Operator,
        ["platform.provider_linked"] = Remedy.Devices,
        ["platform.provider_unlinked"] = Remedy.Devices,
        ["platform.locked_out"] = Remedy.NewPassword,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The events; each has the texts <c>mail.security.{event}.subject</c> and <c>mail.security.{event}.text</c>.</summary>
    public static IEnumerable<string> Events => Remedies.Keys;

    public static bool Tells(string action) => Remedies.ContainsKey(action);

    public static Remedy Against(string action) => Remedies[action];

    /// <summary>An event's name within its texts' keys.</summary>
    public static string Name(string action) => action[(action.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
