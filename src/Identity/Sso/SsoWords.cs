using Niaga.Identity.Oidc;
using Niaga.Platform.Data;
using Niaga.Platform.Texts;

namespace Niaga.Identity.Sso;

/// <summary>Faults in words.</summary>
internal static class SsoWords
{
    /// <summary>For the person who wanted to sign in.</summary>
    public static string KeyOf(SsoFailure fault) => "sso.fault." + TenantDb.Snake(fault.ToString());

    /// <summary>For whoever sets it up: what to do about it.</summary>
    public static string CureOf(SsoFailure fault) => "sso.cure." + TenantDb.Snake(fault.ToString());

    public static string Fault(this Words words, SsoFailure fault) => words[KeyOf(fault)];

    public static string Cure(this Words words, SsoFailure fault, string? detail) => words[CureOf(fault), detail ?? "?"];
}
