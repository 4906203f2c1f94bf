using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.People;

/// <summary>A person's place in a business.</summary>
internal sealed class Membership : ITenantRow
{
    /// <summary>What <see cref="Status"/> says.</summary>
    public const string Active = "active";
    public const string Suspended = "suspended";

    private Membership() { }

    public Membership(PersonId person, string role, DateTimeOffset now) => (PersonId, Role, JoinedAt) = (person, role, now);

    public TenantId TenantId { get; private set; }

    public PersonId PersonId { get; private set; }

    /// <summary>Key of a role.</summary>
    public string Role { get; private set; } = "";

    /// <summary>A suspended place is kept, but opens nothing.</summary>
    public string Status { get; private set; } = Active;

    /// <summary>The places they work at; null for all.</summary>
    public Guid[]? Branches { get; private set; }

    public DateTimeOffset JoinedAt { get; private set; }

    public bool IsActive => Status == Active;

    /// <summary>An owner works everywhere.</summary>
    public void Take(string role) => (Role, Branches) = (role, role == BuiltInRoles.Owner ? null : Branches);

    public void WorkAt(Guid[]? branches) => Branches = branches;

    public void Suspend() => Status = Suspended;

    public void Reactivate() => Status = Active;
}

internal sealed class MembershipTable : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.ToTable("memberships");
        builder.HasKey(x => new { x.TenantId, x.PersonId });
        builder.Property<uint>("Version").IsRowVersion();
    }
}
