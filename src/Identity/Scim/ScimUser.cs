using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Niaga.Identity.People;
using Niaga.Platform.Values;

namespace Niaga.Identity.Scim;

/// <summary>What a directory may say of a member.</summary>
/// <param name="UserName">What the directory calls them; unique in the business whatever the case.</param>
/// <param name="ExternalId">The directory's own id of them.</param>
/// <param name="DisplayName">Their name as the directory shows it.</param>
/// <param name="FormattedName">Their full name.</param>
/// <param name="GivenName">First name.</param>
/// <param name="FamilyName">Family name.</param>
/// <param name="Email">The address the directory holds; null for that of their account.</param>
/// <param name="Active">Whether their place is open.</param>
internal sealed record ScimDraft(
    string UserName,
    string? ExternalId,
    string? DisplayName,
    string? FormattedName,
    string? GivenName,
    string? FamilyName,
    string? Email,
    bool? Active
)
{
    /// <summary>The name an account made for them begins with.</summary>
    public string Name =>
        DisplayName
        ?? FormattedName
        ?? (GivenName, FamilyName) switch
        {
            (null, null) => UserName.Length > ScimValues.LongestName ? UserName[..ScimValues.LongestName] : UserName,
            var (given, family) => $"{given} {family}".Trim() is { Length: <= ScimValues.LongestName } both ? both : given ?? family!,
        };
}

/// <summary>A member as a directory sees them.</summary>
/// <param name="Person">Whose account; SCIM's id.</param>
/// <param name="Role">Key of their role.</param>
/// <param name="AccountEmail">The address they sign in with, which no directory changes.</param>
/// <param name="Says">What the directory says of them, or their account where it says nothing.</param>
/// <param name="DeactivatedByDirectory">Whether it was the directory that closed their place.</param>
/// <param name="Since">When they became a member.</param>
/// <param name="Changed">When the directory last changed them.</param>
internal sealed record ScimUser(
    PersonId Person,
    string Role,
    string AccountEmail,
    ScimDraft Says,
    bool DeactivatedByDirectory,
    DateTimeOffset Since,
    DateTimeOffset Changed
)
{
    public bool Active => Says.Active == true;

    /// <summary>The version as an ETag: of all that is shown.</summary>
    public string Version
    {
        get
        {
            var shown = string.Create(CultureInfo.InvariantCulture, $"{Person}\n{AccountEmail}\n{Says}\n{Changed.UtcTicks}");
            return $"W/\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown)).AsSpan(0, 12))}\"";
        }
    }
}
