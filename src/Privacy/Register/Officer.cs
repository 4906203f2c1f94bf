using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Register;

/// <summary>The data protection officer from a day on.</summary>
internal sealed class Officer : ITenantRow
{
    private Officer() { }

    public Officer(string name, string contact, DateOnly appointedOn, DateTimeOffset now)
    {
        (OfficerId, AppointedOn, CreatedAt) = (Guid.CreateVersion7(now), appointedOn, now);
        (Name, Contact) = (Personal<string>.Of(name), Personal<string>.Of(contact));
    }

    public TenantId TenantId { get; private set; }

    public Guid OfficerId { get; private set; }

    public Personal<string> Name { get; private set; } = null!;

    public Personal<string> Contact { get; private set; } = null!;

    public DateOnly AppointedOn { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
}

internal sealed class OfficerTable : IEntityTypeConfiguration<Officer>
{
    public void Configure(EntityTypeBuilder<Officer> builder)
    {
        builder.ToTable("officers");
        builder.HasKey(o => new { o.TenantId, o.OfficerId });
    }
}
