using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Members;

/// <summary>A role a business made for itself.</summary>
internal sealed class CustomRole : ITenantRow
{
    public const int LongestName = 60;

    /// <summary>What the key of every such role begins with.</summary>
    public const string Prefix = "custom.";

    private CustomRole() { }

    public CustomRole(string name, string[] permissions, DateTimeOffset now) =>
        (RoleId, Name, Permissions, CreatedAt, UpdatedAt) = (Guid.CreateVersion7(now), name, permissions, now, now);

    public TenantId TenantId { get; private set; }

    public Guid RoleId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>As ticked; what they imply comes with them.</summary>
    public string[] Permissions { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public static string KeyOf(Guid role) => Prefix + role;

    public void Change(string name, string[] permissions, DateTimeOffset now) => (Name, Permissions, UpdatedAt) = (name, permissions, now);
}

internal sealed class CustomRoleTable : IEntityTypeConfiguration<CustomRole>
{
    public void Configure(EntityTypeBuilder<CustomRole> builder)
    {
        builder.ToTable("roles");
        builder.HasKey(x => new { x.TenantId, x.RoleId });
        builder.Property<uint>("Version").IsRowVersion();
    }
}
