using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.Domains;

/// <summary>A domain a business says is its own, and the proof.</summary>
public sealed class BusinessDomain : ITenantRow
{
    private const string Says = "niaga-verify=";

    private BusinessDomain() { }

    internal BusinessDomain(DomainName domain, DateTimeOffset now) =>
        (Domain, Challenge, CreatedAt) = (domain.Value, Says + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24)), now);

    public TenantId TenantId { get; private set; }

    public string Domain { get; private set; } = "";

    /// <summary>What the TXT record must say.</summary>
    public string Challenge { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the record was last seen.</summary>
    public DateTimeOffset? CheckedAt { get; private set; }

    public DateTimeOffset? VerifiedAt { get; private set; }

    public bool SsoRequired { get; private set; }

    /// <summary>The record was there.</summary>
    internal void Prove(DateTimeOffset now) => (CheckedAt, VerifiedAt) = (now, VerifiedAt ?? now);

    /// <summary>The record has been gone for too long: the domain is nobody's again.</summary>
    internal void Lapse() => (VerifiedAt, SsoRequired) = (null, false);

    internal void Require(bool required) => SsoRequired = required;
}

internal sealed class BusinessDomainTable : IEntityTypeConfiguration<BusinessDomain>
{
    public void Configure(EntityTypeBuilder<BusinessDomain> builder)
    {
        builder.ToTable("domains");
        builder.HasKey(x => new { x.TenantId, x.Domain });
    }
}
