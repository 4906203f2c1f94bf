using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Niaga.Platform.Values;

namespace Niaga.Identity.Webhooks;

/// <summary>
/// What messages are signed with, as Standard Webhooks 1.0 has it: <c>whsec_</c> and base64 of random bytes. Kept encrypted: unlike a
/// password it is needed again at each message.
/// </summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    public byte[] Seal(TenantId tenant, string secret) => Protector(tenant).Protect(Encoding.UTF8.GetBytes(secret));

    public string Open(TenantId tenant, byte[] sealedSecret) => Encoding.UTF8.GetString(Protector(tenant).Unprotect(sealedSecret));

    /// <summary>The header <c>webhook-signature</c>: one signature for each secret.</summary>
    public static string Sign(string id, long timestamp, string body, IEnumerable<string> secrets)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}"));
        return string.Join(
            ' ',
            secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(s[Prefix.Length..]), signed)))
        );
    }

    private IDataProtector Protector(TenantId tenant) => protection.CreateProtector("Niaga.Webhooks", tenant.ToString());
}
