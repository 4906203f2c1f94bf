using Niaga.Contract;

namespace Niaga.Platform.Security;

/// <summary>What a security event is about, told by its name: the word it begins or ends with. An event named otherwise says it in its manifest.</summary>
internal static class SecurityKinds
{
    private static readonly (string Word, SecurityKind Kind)[] Endings =
    [
        ("_exported", SecurityKind.Export),
        ("_failed", SecurityKind.Failure),
        ("_refused", SecurityKind.Failure),
        ("locked_out", SecurityKind.Failure),
        ("_from_new_place", SecurityKind.Key),
    ];

    private static readonly (string Word, SecurityKind Kind)[] Beginnings =
    [
        ("signed_", SecurityKind.SignIn),
        ("sessions_", SecurityKind.SignIn),
        ("session_", SecurityKind.SignIn),
        ("password_", SecurityKind.Credential),
        ("factor_", SecurityKind.Credential),
        ("passkey_", SecurityKind.Credential),
        ("recovery_", SecurityKind.Credential),
        ("email_", SecurityKind.Credential),
        ("provider_", SecurityKind.Credential),
        ("member_", SecurityKind.Member),
        ("members_", SecurityKind.Member),
        ("role_", SecurityKind.Member),
        ("invitation_", SecurityKind.Member),
        ("owner_", SecurityKind.Member),
        ("security_policy_", SecurityKind.Member),
        ("token_", SecurityKind.Key),
        ("api_key_", SecurityKind.Key),
        ("key_", SecurityKind.Key),
        ("sso_", SecurityKind.SingleSignOn),
        ("domain_", SecurityKind.SingleSignOn),
        ("directory_", SecurityKind.SingleSignOn),
        ("scim_", SecurityKind.SingleSignOn),
        ("provisioning_", SecurityKind.SingleSignOn),
    ];

    /// <param name="action">Such as <c>platform.signed_in</c>.</param>
    public static SecurityKind ByName(string action)
    {
        var name = action[(action.IndexOf('.', StringComparison.Ordinal) + 1)..];
        foreach (var (word, kind) in Endings)
            if (name.EndsWith(word, StringComparison.Ordinal))
                return kind;
        foreach (var (word, kind) in Beginnings)
            if (name.StartsWith(word, StringComparison.Ordinal))
                return kind;
        return SecurityKind.Other;
    }
}
