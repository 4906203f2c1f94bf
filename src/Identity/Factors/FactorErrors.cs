using Niaga.Platform.Refusals;

namespace Niaga.Identity.Factors;

/// <summary>Refusals around the second step, passkeys and step-up.</summary>
internal static class FactorErrors
{
    /// <summary>Wrong, used before, or the account is locked: one answer for all.</summary>
    public static Refusal FactorWrong() => new("platform.factor_wrong", 400, "Code");

    /// <summary>The password given for step-up is wrong, or the account is locked.</summary>
    public static Refusal ProofWrong() => new("platform.proof_wrong", 400, "Password");

    /// <summary>The passkey's answer does not hold: another site's, another person's, too late or given before.</summary>
    public static Refusal PasskeyFailed() => new("platform.passkey_failed", 400);

    /// <summary>The code does not fit the key just shown: a wrong clock, or the wrong entry in the app.</summary>
    public static Refusal CodeDoesNotFit() => new("platform.code_does_not_fit", 400, "Code");

    /// <summary>The page with the key stood open for too long.</summary>
    public static Refusal KeyExpired() => new("platform.key_expired", 400);

    /// <summary>Recovery codes stand in for a second step; there is none.</summary>
    public static Refusal NoFactor() => new("platform.no_factor", 409);

    public static Refusal TooManyPasskeys(int most) => new("platform.too_many_passkeys", 409, null, most);
}
