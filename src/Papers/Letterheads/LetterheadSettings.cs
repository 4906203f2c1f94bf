using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Papers.Letterheads;

/// <summary>What a business chose for its papers.</summary>
internal sealed class LetterheadSettings : ITenantRow
{
    private LetterheadSettings() { }

    public LetterheadSettings(int colour, string? footer, Guid? logoFileId) => Change(colour, footer, logoFileId);

    public TenantId TenantId { get; private set; }

    /// <summary>0xRRGGBB.</summary>
    public int Colour { get; private set; }

    public string? Footer { get; private set; }

    /// <summary>A logo of its papers' own; without one they show the business's.</summary>
    public Guid? LogoFileId { get; private set; }

    public object Facts =>
        new
        {
            Colour = LetterheadColour.Text(Colour),
            Footer,
            OwnLogo = LogoFileId is not null,
        };

    public void Change(int colour, string? footer, Guid? logoFileId) => (Colour, Footer, LogoFileId) = (colour, footer, logoFileId);
}

internal sealed class LetterheadTable : IEntityTypeConfiguration<LetterheadSettings>
{
    public void Configure(EntityTypeBuilder<LetterheadSettings> builder)
    {
        builder.ToTable("letterheads").HasKey(l => l.TenantId);
        builder.Ignore(l => l.Facts);
    }
}
