using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Niaga.Identity.Attempts;
using Niaga.Identity.People;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>
/// Hashes a PIN and encrypts the hash under a key that lies apart from the database: there are so few PINs that whoever reads the
/// database alone would otherwise find each by trying them all, however slow the hash.
/// </summary>
internal sealed class SupervisorPinHasher(IPasswordHasher<Person> hasher, IDataProtectionProvider protection)
{
    // How Identity's hashes begin. Earlier versions kept them as they are.
    private const string Unencrypted = "AQAAAA";

    public string Hash(TenantId tenant, PersonId person, string pin) =>
        Guard(tenant, person).Protect(hasher.HashPassword(NobodysPassword.Nobody, pin));

    /// <returns><see cref="PasswordVerificationResult.SuccessRehashNeeded"/> where it is right, as an earlier version kept it.</returns>
    public PasswordVerificationResult Verify(TenantId tenant, PersonId person, string kept, string pin)
    {
        var encrypted = !kept.StartsWith(Unencrypted, StringComparison.Ordinal);
        if ((encrypted ? Decrypt(tenant, person, kept) : kept) is not { } hash)
            return PasswordVerificationResult.Failed;

        var found = hasher.VerifyHashedPassword(NobodysPassword.Nobody, hash, pin);
        return found == PasswordVerificationResult.Success && !encrypted ? PasswordVerificationResult.SuccessRehashNeeded : found;
    }

    /// <returns>Null when the deployment's keys are gone or another's: the PIN has to be chosen anew.</returns>
    private string? Decrypt(TenantId tenant, PersonId person, string kept)
    {
        try
        {
            return Guard(tenant, person).Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Of this member: a hash copied to another's row opens nothing.</summary>
    private IDataProtector Guard(TenantId tenant, PersonId person) =>
        protection.CreateProtector("Niaga.SupervisorPin", tenant.ToString(), person.ToString());
}
