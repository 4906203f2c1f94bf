using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Values;

namespace Niaga.Site.Access;

/// <summary>What a person can give as their second step.</summary>
/// <param name="App">An authenticator app.</param>
/// <param name="Passkeys">How many passkeys.</param>
/// <param name="CodesLeft">Unused recovery codes.</param>
public sealed record SecondFactorOptions(bool App, int Passkeys, int CodesLeft)
{
    public bool Any => App || Passkeys > 0;
}

/// <summary>All a person can sign in and prove themselves with.</summary>
/// <param name="Email">Address of their account.</param>
/// <param name="HasPassword">False for who only comes through a provider.</param>
/// <param name="Factors">Their second step.</param>
/// <param name="Passkeys">The oldest first.</param>
/// <param name="Links">Accounts elsewhere, but none of a business's own provider.</param>
internal sealed record SignInOverview(
    string Email,
    bool HasPassword,
    SecondFactorOptions Factors,
    IReadOnlyList<SignInOverview.Passkey> Passkeys,
    IReadOnlyList<IdentityUserLogin<Guid>> Links
)
{
    internal sealed record Passkey(byte[] CredentialId, string? Name, DateTimeOffset CreatedAt);

    /// <summary>Asks for them, in one statement.</summary>
    internal sealed class Query(PeopleDb people)
    {
        /// <returns>Null when there is no such person.</returns>
        public async Task<SignInOverview?> Of(PersonId person, CancellationToken cancel)
        {
            var unused = people.Database.SqlQuery<Guid>(
                $"""SELECT person_id AS "Value" FROM platform.recovery_codes WHERE person_id = {person.Value} AND used_at IS NULL"""
            );
            var found = await people
                .Of(person)
                .Users.AsNoTracking()
                .Where(p => p.Id == person.Value)
                .Select(p => new
                {
                    p.Email,
                    HasPassword = p.PasswordHash != null,
                    p.TwoFactorEnabled,
                    Codes = unused.Count(),
                    Passkeys = people
                        .Set<IdentityUserPasskey<Guid>>()
                        .Where(k => k.UserId == p.Id)
                        .Select(k => new Passkey(k.CredentialId, k.Data.Name, k.Data.CreatedAt))
                        .ToList(),
                    Links = people
                        .UserLogins.Where(l => l.UserId == p.Id && !l.LoginProvider.StartsWith("sso:"))
                        .OrderBy(l => l.LoginProvider)
                        .ToList(),
                })
                .FirstOrDefaultAsync(cancel);
            return found is null
                ? null
                : new(
                    found.Email ?? "",
                    found.HasPassword,
                    new(found.TwoFactorEnabled, found.Passkeys.Count, found.Codes),
                    [.. found.Passkeys.OrderBy(k => k.CreatedAt)],
                    found.Links
                );
        }
    }
}
