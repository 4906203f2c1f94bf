using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Domains;

namespace Niaga.Platform.Sso;

/// <summary>The tables of single sign-on within <see cref="PlatformDb"/>.</summary>
internal static class SsoTables
{
    /// <summary>The business's connection, for whoever changes it: others wait until the transaction ends.</summary>
    public static IQueryable<SsoConnection> ToChange(this PlatformDb db) =>
        db.SsoConnections.FromSql($"SELECT * FROM platform.sso_connections WHERE tenant_id = {db.Tenant.Value} FOR UPDATE");

    /// <summary>The business's connection, which stays as it is until the transaction ends.</summary>
    public static IQueryable<SsoConnection> AsItStands(this PlatformDb db) =>
        db.SsoConnections.FromSql($"SELECT * FROM platform.sso_connections WHERE tenant_id = {db.Tenant.Value} FOR SHARE").AsNoTracking();

    public static void Describe(ModelBuilder model)
    {
        model.Entity<SsoConnection>(c =>
        {
            c.ToTable("sso_connections");
            c.HasKey(x => x.TenantId);
            c.Property(x => x.LastTry).HasColumnType("jsonb");
        });
        model.Entity<SsoRoleMapping>(m =>
        {
            m.ToTable("sso_role_mappings");
            m.HasKey(x => new { x.TenantId, x.Value });
        });
        model.Entity<SsoIdToken>(t =>
        {
            t.ToTable("sso_id_tokens");
            t.HasKey(x => new { x.TenantId, x.SessionId });
        });
        model.Entity<BusinessDomain>(d =>
        {
            d.ToTable("domains");
            d.HasKey(x => new { x.TenantId, x.Domain });
        });
    }
}
