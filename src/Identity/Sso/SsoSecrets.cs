using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Niaga.Platform.Values;

namespace Niaga.Identity.Sso;

/// <summary>
/// Encrypts what lies in a business's rows and must not be readable there: the client secret, id tokens. The keys lie in the data
/// folder, apart from the database; each business's texts open under its own name only.
/// </summary>
internal sealed class SsoSecrets(IDataProtectionProvider protection)
{
    public byte[] Seal(TenantId tenant, string what, string text) => Protector(tenant, what).Protect(Encoding.UTF8.GetBytes(text));

    /// <returns>Null when the key is gone or the text was not sealed here.</returns>
    public string? Open(TenantId tenant, string what, byte[] sealedText)
    {
        try
        {
            return Encoding.UTF8.GetString(Protector(tenant, what).Unprotect(sealedText));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public const string ClientSecret = "ClientSecret";
    public const string IdToken = "IdToken";

    private IDataProtector Protector(TenantId tenant, string what) => protection.CreateProtector("Niaga.Sso", what, tenant.ToString());
}
