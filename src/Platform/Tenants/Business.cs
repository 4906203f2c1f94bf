using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;

namespace Niaga.Platform.Tenants;

/// <summary>A business as it shows itself: on receipts, documents and its own pages.</summary>
public sealed class Business : ITenantRow
{
    private Business() { }

    internal Business(string name, string industry, string state, string privacyNotice, DateTimeOffset now) =>
        (Name, Industry, State, PrivacyNotice, AgreedAt, UpdatedAt) = (name, industry, state, privacyNotice, now, now);

    public TenantId TenantId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>Key of an industry some manifest offers.</summary>
    public string Industry { get; private set; } = "";

    /// <summary>Code of the state, 01 to 16.</summary>
    public string State { get; private set; } = "";

    public string? AddressLine1 { get; private set; }

    public string? AddressLine2 { get; private set; }

    public string? Postcode { get; private set; }

    public string? Town { get; private set; }

    /// <summary>E.164.</summary>
    public string? Phone { get; private set; }

    public string? Email { get; private set; }

    public string? SsmNumber { get; private set; }

    public string? Tin { get; private set; }

    public string? SstNumber { get; private set; }

    public Guid? LogoFileId { get; private set; }

    /// <summary>Version of the privacy notice the owner agreed to, and when (PDPA 2010 s.7).</summary>
    public string PrivacyNotice { get; private set; } = "";

    public DateTimeOffset AgreedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>What the owner may change, as one value.</summary>
    internal sealed record Details(
        string Name,
        string State,
        string? AddressLine1,
        string? AddressLine2,
        string? Postcode,
        string? Town,
        string? Phone,
        string? Email,
        string? SsmNumber,
        string? Tin,
        string? SstNumber
    );

    internal Details Facts => new(Name, State, AddressLine1, AddressLine2, Postcode, Town, Phone, Email, SsmNumber, Tin, SstNumber);

    internal void Change(Details to, DateTimeOffset now)
    {
        (Name, State, AddressLine1, AddressLine2, Postcode, Town) = (
            to.Name,
            to.State,
            to.AddressLine1,
            to.AddressLine2,
            to.Postcode,
            to.Town
        );
        (Phone, Email, SsmNumber, Tin, SstNumber, UpdatedAt) = (to.Phone, to.Email, to.SsmNumber, to.Tin, to.SstNumber, now);
    }

    internal void ShowLogo(Guid? file, DateTimeOffset now) => (LogoFileId, UpdatedAt) = (file, now);
}

/// <summary>A feature a business holds, with the numbers its plan limits.</summary>
internal sealed class EntitlementGrant : ITenantRow
{
    private EntitlementGrant() { }

    public EntitlementGrant(string key, DateTimeOffset now) => (Key, GrantedAt) = (key, now);

    public TenantId TenantId { get; private set; }

    public string Key { get; private set; } = "";

    public string Limits { get; private set; } = "{}";

    public DateTimeOffset GrantedAt { get; private set; }
}

internal sealed class BusinessTable : IEntityTypeConfiguration<Business>
{
    public void Configure(EntityTypeBuilder<Business> builder)
    {
        builder.ToTable("businesses");
        builder.HasKey(x => x.TenantId);
        builder.Property<uint>("Version").IsRowVersion();
    }
}

internal sealed class EntitlementGrantTable : IEntityTypeConfiguration<EntitlementGrant>
{
    public void Configure(EntityTypeBuilder<EntitlementGrant> builder)
    {
        builder.ToTable("entitlements");
        builder.HasKey(x => new { x.TenantId, x.Key });
        builder.Property(x => x.Limits).HasColumnType("jsonb");
    }
}
