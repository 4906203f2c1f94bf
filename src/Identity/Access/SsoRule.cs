using System.Collections.Frozen;
using Niaga.Platform.Values;

namespace Niaga.Identity.Access;

/// <summary>What the access check knows of a business's single sign-on.</summary>
/// <param name="Connection">Which provider.</param>
/// <param name="Version">Which version of its settings.</param>
/// <param name="Enabled">Whether anybody may sign in through it.</param>
/// <param name="RequiredDomains">Members with an address of one of these come in through it only.</param>
internal sealed record SsoRule(Guid Connection, long Version, bool Enabled, FrozenSet<string> RequiredDomains)
{
    public bool Requires(string email) => Enabled && RequiredDomains.Count > 0 && RequiredDomains.Contains(DomainName.OfEmail(email));
}
