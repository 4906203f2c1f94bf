using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Niaga.Identity.Oidc;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Sso;

/// <summary>
/// The providers anybody may sign in through here: Google, Microsoft, MyDigital ID or any other that speaks OpenID Connect, by
/// configuration alone.
/// </summary>
internal sealed partial class SignInProviders
{
    public const string Section = "SignIn:Providers";

    private readonly FrozenDictionary<string, SignInProvider> byKey;

    public SignInProviders(
        IConfiguration configuration,
        ProviderHttp http,
        IDataProtectionProvider protection,
        CookieRules cookies,
        TimeProvider clock
    )
    {
        All = [.. configuration.GetSection(Section).GetChildren().Select(s => Read(s, http, protection, cookies, clock))];
        byKey = All.ToFrozenDictionary(p => p.Key, StringComparer.Ordinal);
    }

    /// <summary>By key, as configuration lists them.</summary>
    public IReadOnlyList<SignInProvider> All { get; }

    public SignInProvider? Find(string key) => byKey.GetValueOrDefault(key);

    private static SignInProvider Read(
        IConfigurationSection section,
        ProviderHttp http,
        IDataProtectionProvider protection,
        CookieRules cookies,
        TimeProvider clock
    )
    {
        var settings = section.Get<SignInProviderSettings>() ?? new();
        if (!Keys().IsMatch(section.Key))
            throw Wrong(section, "a key has small letters, digits and hyphens");
        if (string.IsNullOrWhiteSpace(settings.ClientId) || string.IsNullOrWhiteSpace(settings.ClientSecret))
            throw Wrong(section, "ClientId and ClientSecret are needed");

        var authority =
            settings.Authority
            ?? settings.Kind switch
            {
                SignInProviderKind.Google => "https://accounts.google.com",
                SignInProviderKind.Microsoft => "https://login.microsoftonline.com/common/v2.0",
                SignInProviderKind.MyDigitalId when settings is { BaseAddress: { Length: > 0 } address, Realm: { Length: > 0 } realm } =>
                    $"{address.TrimEnd('/')}/realms/{realm}",
                SignInProviderKind.MyDigitalId => throw Wrong(section, "MyDigital ID needs BaseAddress and Realm"),
                _ => throw Wrong(section, "Authority is needed"),
            };
        if (
            !Uri.TryCreate(authority, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http")
            || (uri.Scheme == "http" && !uri.IsLoopback)
        )
            throw Wrong(section, $"Authority {authority} is no https address");
        // The endpoints that speak for many organisations; a single organisation's issuer is its own.
        var many =
            settings.Kind == SignInProviderKind.Microsoft
            && uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() is "common" or "organizations";
        var key = "provider:" + section.Key;
        var oidc = OidcProvider.Make(
            new(key, PathOf(section.Key), authority, many, settings.ClientId, settings.ClientSecret, settings.Scopes, OfOwner: false),
            http,
            protection,
            cookies,
            clock
        );
        return new(section.Key, settings, oidc);
    }

    /// <summary>Path of a provider's sign-in on the platform's address.</summary>
    public static string PathOf(string key) => "/signin/" + key;

    private static InvalidOperationException Wrong(IConfigurationSection section, string what) => new($"Setting {section.Path}: {what}.");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,30}$")]
    private static partial Regex Keys();
}

/// <summary>One of them.</summary>
/// <param name="Key">Its part of the address.</param>
/// <param name="Settings">As configured.</param>
/// <param name="Oidc">Ready to be used.</param>
internal sealed record SignInProvider(string Key, SignInProviderSettings Settings, OidcProvider Oidc)
{
    /// <summary>What its button says.</summary>
    public string Name(string language) =>
        Settings.DisplayName.GetValueOrDefault(language)
        ?? Settings.DisplayName.Values.FirstOrDefault()
        ?? Settings.Kind switch
        {
            SignInProviderKind.Google => "Google",
            SignInProviderKind.Microsoft => "Microsoft",
            SignInProviderKind.MyDigitalId => "MyDigital ID",
            _ => Key,
        };

    /// <summary>
    /// Whether an address the provider calls verified counts as confirmed by our own e-mail. Google's is for mailboxes it runs itself;
    /// Microsoft's
    /// address claim is anybody's to write unless it says the domain's owner was checked; others as the operator says, and only for what
    /// they call verified.
    /// </summary>
    public bool Vouches(ProviderIdentity identity) =>
        Settings.Kind switch
        {
            SignInProviderKind.Google => identity.EmailVerified == true
                && (
                    !string.IsNullOrEmpty(identity.One("hd"))
                    || DomainName.OfEmail(identity.One("email") ?? "") is "gmail.com" or "googlemail.com"
                ),
            SignInProviderKind.Microsoft => Settings.TrustsEmail && identity.One("xms_edov") is "1" or "true" or "True",
            _ => Settings.TrustsEmail && identity.EmailVerified == true,
        };
}

/// <summary>Configuration section <c>SignIn:Providers:{key}</c>.</summary>
internal sealed class SignInProviderSettings
{
    public SignInProviderKind Kind { get; set; } = SignInProviderKind.Oidc;

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>Its issuer; Google's and Microsoft's are known.</summary>
    public string? Authority { get; set; }

    /// <summary>MyDigital ID: address of its Keycloak.</summary>
    public string? BaseAddress { get; set; }

    /// <summary>MyDigital ID: the realm given to this deployment.</summary>
    public string? Realm { get; set; }

    /// <summary>Asked besides openid, profile and email.</summary>
    public IList<string> Scopes { get; } = [];

    public string NameClaim { get; set; } = "name";

    public string EmailClaim { get; set; } = "email";

    /// <summary>Claim with the identity card's number, or null when there is none to expect.</summary>
    public string? IcClaim { get; set; }

    /// <summary>An address the provider calls verified needs no confirmation e-mail from us.</summary>
    public bool TrustsEmail { get; set; }

    /// <summary>What the button says, by language.</summary>
    public Dictionary<string, string> DisplayName { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What is known of a provider beforehand.</summary>
internal enum SignInProviderKind
{
    Oidc,
    Google,
    Microsoft,
    MyDigitalId,
}
