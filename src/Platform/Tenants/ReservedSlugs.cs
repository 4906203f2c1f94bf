using System.Collections.Frozen;

namespace Niaga.Platform.Tenants;

/// <summary>
/// First segments of an address that no business may have: every top-level route of the platform (a test walks the endpoint table
/// against this list) and words a visitor would take for the platform's own.
/// </summary>
public static class ReservedSlugs
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal,
        // routes of the platform's own address
        "en", "ms", "zh", "ta", "sign-in", "sign-out", "sign-up", "forgot-password", "reset-password", "second-factor", "confirm", "passkey-question", "sso", "businesses", "profile", "language",
        "api", "openapi", "docs", "dev", "assets", "_framework", "_content", "_blazor", "favicon.ico", "robots.txt", "sitemap.xml", "health", "error", "not-found",
        "reference", "metrics", "webhooks", "scim", "signin-oidc", "signin", "sso", "well-known",
        // words of the platform
        "niaga", "niaga-platform", "platform", "admin", "administrator", "operator", "back-office", "root", "system", "support", "help", "status", "billing",
        "pricing", "privacy", "terms", "about", "contact", "blog", "security", "legal", "login", "logout", "register", "account", "settings", "www", "mail", "ftp",
        "static", "cdn", "app", "test", "localhost", "null", "undefined", "daftar", "harga", "bantuan");

    public static bool Contains(string segment) => Words.Contains(segment);
}
