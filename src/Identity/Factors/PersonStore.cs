using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Niaga.Identity.People;
using Niaga.Platform.Values;

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

    public override Task<Person?> FindByIdAsync(string userId, CancellationToken cancellationToken = default) =>
        Guid.TryParse(userId, out var id) ? See(id, () => base.FindByIdAsync(userId, cancellationToken)) : Task.FromResult<Person?>(null);

    /// <summary>The name of an account is its id.</summary>
    public override Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken = default) =>
        FindByIdAsync(normalizedUserName, cancellationToken);

    public override Task<Person?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken = default)
    {
        Context.AtAddress(normalizedEmail);
        return base.FindByEmailAsync(normalizedEmail, cancellationToken);
    }

    public override Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Person user, CancellationToken cancellationToken) =>
        See(user.Id, () => base.GetPasskeysAsync(user, cancellationToken));

    public override Task<IList<UserLoginInfo>> GetLoginsAsync(Person user, CancellationToken cancellationToken = default) =>
        See(user.Id, () => base.GetLoginsAsync(user, cancellationToken));

    public override Task<IList<System.Security.Claims.Claim>> GetClaimsAsync(Person user, CancellationToken cancellationToken = default) =>
        See(user.Id, () => base.GetClaimsAsync(user, cancellationToken));

    protected override Task<Person?> FindUserAsync(Guid userId, CancellationToken cancellationToken) =>
        See(userId, () => base.FindUserAsync(userId, cancellationToken));

    protected override Task<IdentityUserToken<Guid>?> FindTokenAsync(
        Person user,
        string loginProvider,
        string name,
        CancellationToken cancellationToken
    ) => See(user.Id, () => base.FindTokenAsync(user, loginProvider, name, cancellationToken));

    protected override Task<IdentityUserLogin<Guid>?> FindUserLoginAsync(
        Guid userId,
        string loginProvider,
        string providerKey,
        CancellationToken cancellationToken
    ) => See(userId, () => base.FindUserLoginAsync(userId, loginProvider, providerKey, cancellationToken));

    protected override Task<IdentityUserLogin<Guid>?> FindUserLoginAsync(
        string loginProvider,
        string providerKey,
        CancellationToken cancellationToken
    )
    {
        Context.ByLogin(loginProvider, providerKey);
        return base.FindUserLoginAsync(loginProvider, providerKey, cancellationToken);
    }

    public override Task<Person?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        Context.ByPasskey(credentialId);
        return base.FindByPasskeyIdAsync(credentialId, cancellationToken);
    }

    public override Task<UserPasskeyInfo?> FindPasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        See(user.Id, () => base.FindPasskeyAsync(user, credentialId, cancellationToken));

    public override Task AddOrUpdatePasskeyAsync(Person user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        Context.Of(user);
        return base.AddOrUpdatePasskeyAsync(user, passkey, cancellationToken);
    }

    public override Task RemovePasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken)
    {
        Context.Of(user);
        return base.RemovePasskeyAsync(user, credentialId, cancellationToken);
    }

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

    private Task<T> See<T>(Guid person, Func<Task<T>> ask)
    {
        Context.Of(new PersonId(person));
        return ask();
    }
}
