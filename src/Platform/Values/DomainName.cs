using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Niaga.Platform.Values;

/// <summary>A domain of e-mail addresses, in the form DNS knows: small ASCII letters, at least two labels.</summary>
internal sealed partial record DomainName
{
    /// <summary>Where the proof stands, in front of the domain.</summary>
    public const string Place = "_niaga-challenge.";

    private static readonly IdnMapping Idn = new();

    /// <summary>Domains whose mailboxes are anybody's: no business can speak for them, whatever their DNS says.</summary>
    private static readonly FrozenSet<string> Mailboxes = FrozenSet.Create(
        StringComparer.Ordinal,
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.my",
        "hotmail.com",
        "hotmail.my",
        "live.com",
        "live.com.my",
        "msn.com",
        "passport.com",
        "yahoo.com",
        "yahoo.com.my",
        "yahoo.co.uk",
        "yahoo.com.sg",
        "ymail.com",
        "rocketmail.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "tutanota.com",
        "tuta.io",
        "gmx.com",
        "gmx.net",
        "gmx.de",
        "web.de",
        "mail.com",
        "mail.ru",
        "yandex.com",
        "yandex.ru",
        "zoho.com",
        "zohomail.com",
        "fastmail.com",
        "hey.com",
        "qq.com",
        "163.com",
        "126.com",
        "foxmail.com",
        "sina.com",
        "naver.com",
        "tm.net.my",
        "streamyx.com",
        "unifi.my",
        "jaring.my",
        "pd.jaring.my",
        "maxis.net.my",
        "time.net.my"
    );

    private DomainName(string value) => Value = value;

    public string Value { get; }

    /// <summary>Name of the TXT record that proves it.</summary>
    public string Challenge => Place + Value;

    /// <summary>Mailboxes there are given to anybody.</summary>
    public bool IsPublicMail => Mailboxes.Contains(Value);

    public static bool TryParse(string? text, [NotNullWhen(true)] out DomainName? value)
    {
        value = null;
        var typed = text?.Trim().TrimStart('@').TrimEnd('.') ?? "";
        if (typed.Length is 0 or > 253)
            return false;

        try
        {
            var ascii = Idn.GetAscii(typed).ToLowerInvariant();
            if (ascii.Length > 253 - Place.Length || !Shape().IsMatch(ascii))
                return false;

            value = new(ascii);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The part of an address after the @, as domains are compared.</summary>
    public static string OfEmail(string email) => email[(email.LastIndexOf('@') + 1)..].ToLowerInvariant();

    public override string ToString() => Value;

    [GeneratedRegex(@"\A([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])\z", RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
