using Niaga.Platform.Refusals;

namespace Niaga.Papers;

/// <summary>Every refusal of papers, by name.</summary>
public static class PaperErrors
{
    public static Refusal FormatUnknown() => new("papers.format_unknown", 400, "Format");

    public static Refusal LabelSizeUnknown() => new("papers.label_size_unknown", 400, "Size");

    internal static Refusal LogoTooLarge(int mostKilobytes) => new("papers.logo_too_large", 413, "Logo", mostKilobytes);

    /// <summary>Not a PNG or JPEG, cut off, or of more pixels than are unpacked.</summary>
    internal static Refusal LogoInvalid(int mostPixels) => new("papers.logo_invalid", 400, "Logo", mostPixels);

    internal static Refusal ColourInvalid() => new("papers.colour_invalid", 400, "Colour");

    internal static Refusal ColourTooPale() => new("papers.colour_too_pale", 400, "Colour");

    internal static Refusal FooterTooLong(int most) => new("papers.footer_too_long", 400, "Footer", most);
}
