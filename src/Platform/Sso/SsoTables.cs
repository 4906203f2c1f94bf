using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Niaga.Platform.Sso;

/// <summary>The tables of single sign-on within <see cref="PlatformDb"/>.</summary>
internal static class SsoTables
{
    /// <summary>The business's connection, for whoever changes it: others wait until the transaction ends.</summary>
    public static IQueryable<SsoConnection> ToChange(this PlatformDb db) =>
        db.Set<SsoConnection>().FromSql($"SELECT * FROM platform.sso_connections WHERE tenant_id = {db.Tenant.Value} FOR UPDATE");

    /// <summary>The business's connection, which stays as it is until the transaction ends.</summary>
    public static IQueryable<SsoConnection> AsItStands(this PlatformDb db) =>
        db.Set<SsoConnection>()
            .FromSql($"SELECT * FROM platform.sso_connections WHERE tenant_id = {db.Tenant.Value} FOR SHARE")
            .AsNoTracking();
}

internal sealed class SsoConnectionTable : IEntityTypeConfiguration<SsoConnection>
{
    public void Configure(EntityTypeBuilder<SsoConnection> builder)
    {
        builder.ToTable("sso_connections");
        builder.HasKey(x => x.TenantId);
        builder.Property(x => x.LastTry).HasColumnType("jsonb");
    }
}

internal sealed class SsoRoleMappingTable : IEntityTypeConfiguration<SsoRoleMapping>
{
    public void Configure(EntityTypeBuilder<SsoRoleMapping> builder)
    {
        builder.ToTable("sso_role_mappings");
        builder.HasKey(x => new { x.TenantId, x.Value });
    }
}

internal sealed class SsoIdTokenTable : IEntityTypeConfiguration<SsoIdToken>
{
    public void Configure(EntityTypeBuilder<SsoIdToken> builder)
    {
        builder.ToTable("sso_id_tokens");
        builder.HasKey(x => new { x.TenantId, x.SessionId });
    }
}
