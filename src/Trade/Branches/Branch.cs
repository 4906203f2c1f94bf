using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Trade.Branches;

/// <summary>A place the business works at. Never deleted: archived.</summary>
internal sealed class Branch : ITenantRow
{
    private Branch() { }

    public Branch(int place, DateTimeOffset now) => (BranchId, Place, CreatedAt, UpdatedAt) = (Guid.CreateVersion7(now), place, now, now);

    public TenantId TenantId { get; private set; }

    public Guid BranchId { get; private set; }

    public string Name { get; private set; } = "";

    public string NameKey { get; private set; } = "";

    public string? Code { get; private set; }

    public string? AddressLine1 { get; private set; }

    public string? AddressLine2 { get; private set; }

    public string? Postcode { get; private set; }

    public string? Town { get; private set; }

    /// <summary>Code of a state.</summary>
    public string? State { get; private set; }

    /// <summary>E.164.</summary>
    public string? Phone { get; private set; }

    /// <summary>By weekday, Monday first: minutes after midnight, null where closed.</summary>
    public int?[]? Opens { get; private set; }

    /// <summary>Likewise; more than 1,440 is after the next midnight.</summary>
    public int?[]? Closes { get; private set; }

    public int Place { get; private set; }

    public DateTimeOffset? ArchivedAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public BranchDetails Details =>
        new(Name, Code, AddressLine1, AddressLine2, Postcode, Town, State, Phone, OpeningHours.Of(Opens, Closes));

    public void Change(BranchDetails to, DateTimeOffset now)
    {
        (Name, NameKey, Code, Phone, UpdatedAt) = (to.Name, to.Name.ToLowerInvariant(), to.Code, to.Phone, now);
        (AddressLine1, AddressLine2, Postcode, Town, State) = (to.AddressLine1, to.AddressLine2, to.Postcode, to.Town, to.State);
        (Opens, Closes) = OpeningHours.Week(to.Hours);
    }

    public void Archive(DateTimeOffset now) => (ArchivedAt, UpdatedAt) = (now, now);

    public void Restore(DateTimeOffset now) => (ArchivedAt, UpdatedAt) = (null, now);
}

internal sealed class BranchTable : IEntityTypeConfiguration<Branch>
{
    public void Configure(EntityTypeBuilder<Branch> builder)
    {
        builder.ToTable("branches");
        builder.HasKey(b => new { b.TenantId, b.BranchId });
        builder.Ignore(b => b.Details);
        builder.Property<uint>("Version").IsRowVersion();
    }
}
