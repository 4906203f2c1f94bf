using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Identity.People;

namespace Niaga.Identity.Accounts;

/// <summary>Identity's tokens for links that prove a mailbox: for a day, and once, since using one changes the security stamp.</summary>
internal sealed class EmailConfirmationTokens(
    IDataProtectionProvider protection,
    IOptions<EmailConfirmationTokens.Settings> options,
    ILogger<DataProtectorTokenProvider<Person>> log
) : DataProtectorTokenProvider<Person>(protection, options, log)
{
    public const string ProviderName = "NiagaEmail";

    private const int MostLength = 2000;

    public sealed class Settings : DataProtectionTokenProviderOptions
    {
        public Settings() => (Name, TokenLifespan) = (ProviderName, TimeSpan.FromDays(1));
    }

    /// <summary>A token as a link carries it.</summary>
    public static string Write(string token) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(token));

    /// <summary>The token of a link, or null when it is none.</summary>
    public static string? Read(string? code)
    {
        if (code is null or { Length: > MostLength })
            return null;

        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(code));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
