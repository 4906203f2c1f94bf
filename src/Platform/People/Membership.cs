using Niaga.Platform.Data;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.People;

/// <summary>A person's place in a business.</summary>
internal sealed class Membership : ITenantRow
{
    private Membership()
    {
    }

    public Membership(PersonId person, string role, DateTimeOffset now) => (PersonId, Role, JoinedAt) = (person, role, now);

    public TenantId TenantId { get; private set; }

    public PersonId PersonId { get; private set; }

    /// <summary>Key of a role.</summary>
    public string Role { get; private set; } = "";

    public DateTimeOffset JoinedAt { get; private set; }
}
