using Niaga.Contract;

namespace Niaga.Platform.Modules;

/// <summary>
/// What a security event is about, told by its name: the word it begins or ends with. An event named otherwise says it in its manifest.
/// </summary>
internal static class SecurityEventTypes
{
    private static readonly (string Word, SecurityEventType Kind)[] Endings =
    [
        ("_exported", SecurityEventType.Export),
        ("_failed", SecurityEventType.Failure),
        ("_refused", SecurityEventType.Failure),
        ("locked_out", SecurityEventType.Failure),
        ("_from_new_place", SecurityEventType.Key),
    ];

    private static readonly (string Word, SecurityEventType Kind)[] Beginnings =
    [
        ("signed_", SecurityEventType.SignIn),
        ("sessions_", SecurityEventType.SignIn),
        ("session_", SecurityEventType.SignIn),
        ("password_", SecurityEventType.Credential),
        ("factor_", SecurityEventType.Credential),
        ("passkey_", SecurityEventType.Credential),
        ("supervisor_pin_", SecurityEventType.Credential),
        ("recovery_", SecurityEventType.Credential),
        ("email_", SecurityEventType.Credential),
        ("provider_", SecurityEventType.Credential),
        ("member_", SecurityEventType.Member),
        ("members_", SecurityEventType.Member),
        ("role_", SecurityEventType.Member),
        ("invitation_", SecurityEventType.Member),
        ("owner_", SecurityEventType.Member),
        ("security_policy_", SecurityEventType.Member),
        ("token_", SecurityEventType.Key),
        ("api_key_", SecurityEventType.Key),
        ("key_", SecurityEventType.Key),
        ("sso_", SecurityEventType.SingleSignOn),
        ("domain_", SecurityEventType.SingleSignOn),
        ("directory_", SecurityEventType.SingleSignOn),
        ("scim_", SecurityEventType.SingleSignOn),
        ("provisioning_", SecurityEventType.SingleSignOn),
    ];

    /// <param name="action">Such as <c>platform.signed_in</c>.</param>
    public static SecurityEventType ByName(string action)
    {
        var name = action[(action.IndexOf('.', StringComparison.Ordinal) + 1)..];
        foreach (var (word, kind) in Endings)
            if (name.EndsWith(word, StringComparison.Ordinal))
                return kind;
        foreach (var (word, kind) in Beginnings)
            if (name.StartsWith(word, StringComparison.Ordinal))
                return kind;
        return SecurityEventType.Other;
    }
}
