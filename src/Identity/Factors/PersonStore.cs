using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Niaga.Identity.People;

namespace Niaga.Identity.Factors;

/// <summary>
/// Identity's store, except that what it keeps for a person to be let in by (the key of their authenticator app above all) lies
/// encrypted: whoever reads the database alone cannot make codes.
/// </summary>
internal sealed class PersonStore(PeopleDb people, IDataProtectionProvider protection, ILogger<PersonStore> log)
    : UserOnlyStore<Person, PeopleDb, Guid>(people)
{
    /// <summary>The names under which Identity itself keeps the key of an authenticator app.</summary>
    internal const string Ours = "[AspNetUserStore]";
    internal const string AuthenticatorKey = "AuthenticatorKey";

    /// <summary>Who only claims an address does not come to hold it by any change of theirs.</summary>
    public override Task SetNormalizedEmailAsync(Person user, string? normalizedEmail, CancellationToken cancellationToken = default)
    {
        if (user.ClaimedEmail is null)
            user.NormalizedEmail = normalizedEmail;
        return Task.CompletedTask;
    }

    public override Task SetTokenAsync(
        Person user,
        string loginProvider,
        string name,
        string? value,
        CancellationToken cancellationToken
    ) => base.SetTokenAsync(user, loginProvider, name, value is null ? null : Guard(user, name).Protect(value), cancellationToken);

    public override async Task<string?> GetTokenAsync(Person user, string loginProvider, string name, CancellationToken cancellationToken)
    {
        if (await base.GetTokenAsync(user, loginProvider, name, cancellationToken) is not { } kept)
            return null;

        try
        {
            return Guard(user, name).Unprotect(kept);
        }
        catch (CryptographicException e)
        {
            // The deployment's keys are gone or another's: no code fits any more, recovery codes and passkeys still do.
            log.LogError(e, "A secret of a person cannot be decrypted; are the keys of this deployment in place?");
            return null;
        }
    }

    /// <summary>Of this person and this name: a value copied to another row opens nothing.</summary>
    private IDataProtector Guard(Person person, string name) => protection.CreateProtector("Niaga.Person", person.Id.ToString(), name);
}
