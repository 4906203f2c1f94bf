using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;

namespace Niaga.Platform;

/// <summary>The per-tenant tables of schema <c>platform</c>. Each entity's file says how it is stored.</summary>
internal sealed class PlatformDb(DbContextOptions<PlatformDb> options) : TenantDb(options)
{
<<<<<<< HEAD
    public DbSet<Business> Businesses => Set<Business>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<CustomRole> Roles => Set<CustomRole>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<StoredFile> Files => Set<StoredFile>();

    public DbSet<EntitlementGrant> Entitlements => Set<EntitlementGrant>();

    public DbSet<SignInRules> SignInRules => Set<SignInRules>();

    public DbSet<SsoConnection> SsoConnections => Set<SsoConnection>();

    public DbSet<SsoRoleMapping> SsoRoleMappings => Set<SsoRoleMapping>();

    public DbSet<SsoIdToken> SsoIdTokens => Set<SsoIdToken>();

    public DbSet<BusinessDomain> Domains => Set<BusinessDomain>();

    public DbSet<SupervisorPin> SupervisorPins => Set<SupervisorPin>();

    protected override string Schema => "platform";

    protected override void Describe(ModelBuilder model)
    {
        SsoTables.Describe(model);
        model.Entity<Business>(b =>
        {
            b.ToTable("businesses");
            b.HasKey(x => x.TenantId);
            b.Property<uint>("Version").IsRowVersion();
        });
        model.Entity<Membership>(m =>
        {
            m.ToTable("memberships");
            m.HasKey(x => new { x.TenantId, x.PersonId });
            m.Property<uint>("Version").IsRowVersion();
        });
        model.Entity<SupervisorPin>(p =>
        {
            p.ToTable("supervisor_pins");
            p.HasKey(x => new { x.TenantId, x.PersonId });
        });
        model.Entity<CustomRole>(r =>
        {
            r.ToTable("roles");
            r.HasKey(x => new { x.TenantId, x.RoleId });
            r.Property<uint>("Version").IsRowVersion();
        });
        model.Entity<Invitation>(i =>
        {
            i.ToTable("invitations");
            i.HasKey(x => new { x.TenantId, x.InvitationId });
        });
        model.Entity<ApiKey>(k =>
        {
            k.ToTable("api_keys");
            k.HasKey(x => new { x.TenantId, x.KeyId });
        });
        model.Entity<StoredFile>(f =>
        {
            f.ToTable("files");
            f.HasKey(x => new { x.TenantId, x.FileId });
        });
        model.Entity<EntitlementGrant>(e =>
        {
            e.ToTable("entitlements");
            e.HasKey(x => new { x.TenantId, x.Key });
            e.Property(x => x.Limits).HasColumnType("jsonb");
        });
        model.Entity<SignInRules>(r =>
        {
            r.ToTable("access_policies");
            r.HasKey(x => x.TenantId);
            r.Ignore(x => x.Now);
            r.Property<uint>("Version").IsRowVersion();
        });
    }
=======
    protected override string Schema => "platform";

    protected override void Describe(ModelBuilder model) => model.ApplyConfigurationsFromAssembly(typeof(PlatformDb).Assembly);
>>>>>>> main
}
