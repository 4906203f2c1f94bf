namespace Niaga.Identity.Factors;

/// <summary>What happens around a person's second step and sign-ins: audited, and shown to every business they work in.</summary>
internal static class FactorEvents
{
    public static readonly string[] All =
    [
        "platform.factor_added",
        "platform.factor_removed",
        "platform.recovery_codes_made",
        "platform.recovery_code_used",
        "platform.passkey_added",
        "platform.passkey_renamed",
        "platform.passkey_removed",
        "platform.second_factor_failed",
        "platform.signed_out_elsewhere",
    ];
}
