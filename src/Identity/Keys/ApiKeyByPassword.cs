using Niaga.Identity.Access;
using Niaga.Identity.Domains;
using Niaga.Identity.Factors;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Identity.Keys;

/// <summary>
/// Whether a password alone makes a key: only where it alone would sign its person in to this business. With a second factor, or where
/// one is asked, or where the business's own provider is, a key is made on the page.
/// </summary>
internal sealed class ApiKeyByPassword(FactorState factors, HomeRealmDiscovery company, TimeProvider clock)
{
    /// <summary>The proof that the password of this very request is, or why it is not enough.</summary>
    public async Task<Outcome<SignInState>> Accept(Person person, AccessCache.TenantAccess tenant, string role, CancellationToken cancel)
    {
        if (await company.IsRequired(EmailAddress.Parse(person.Email!), cancel))
            return ApiKeyErrors.SsoAsked();
        if (await factors.RefusePasswordAlone(person, tenant.Policy, role, cancel) is { } alone)
            return alone;

        var now = clock.GetUtcNow();
        return new SignInState(
            Guid.Empty,
            person.PersonId,
            now,
            now,
            null,
            SignInMethods.Password,
            null,
            HasFactor: false,
            person.Email!,
            null
        )
        {
            SeenAt = now,
        };
    }
}
