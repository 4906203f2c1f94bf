using System.Text;
using Shouldly;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using ZXing;
using ZXing.Common;

namespace Niaga.Retail.Tests.Sales.Documents;

/// <summary>Papers as a reader, a printer or a scanner takes them.</summary>
internal static class PaperReading
{
    /// <param name="Text">Letters without spaces, in the order in which they are drawn.</param>
    /// <param name="Width">In millimetres.</param>
    /// <param name="Height">In millimetres.</param>
    internal sealed record ReadPage(string Text, double Width, double Height)
    {
        public ReadPage ShouldSay(params string[] facts)
        {
            foreach (var fact in facts)
                Text.ShouldContain(Bare(fact), customMessage: fact);
            return this;
        }

        /// <summary>How often it stands there.</summary>
        public int Count(string fact) => (Text.Length - Text.Replace(Bare(fact), "", StringComparison.Ordinal).Length) / Bare(fact).Length;
    }

    public static IReadOnlyList<ReadPage> Pdf(byte[] content)
    {
        using var pdf = PdfDocument.Open(content);
        return [.. pdf.GetPages().Select(p => new ReadPage(Bare(TextOf(p)), p.Width * 25.4 / 72, p.Height * 25.4 / 72))];
    }

    /// <summary>Each line of each cell by itself, without spaces, in the order in which they are drawn.</summary>
    public static IReadOnlyList<string> Lines(byte[] content)
    {
        using var pdf = PdfDocument.Open(content);
        var lines = new List<string>();
        foreach (var page in pdf.GetPages())
        {
            Letter? last = null;
            foreach (var letter in page.Letters)
            {
                var gap = last is null ? double.MaxValue : letter.StartBaseLine.X - last.EndBaseLine.X;
                var follows = last is not null && Math.Abs(letter.StartBaseLine.Y - last.StartBaseLine.Y) < 0.5 && gap is > -2 and < 6;
                if (follows)
                    lines[^1] += Bare(letter.Value);
                else
                    lines.Add(Bare(letter.Value));
                last = letter;
            }
        }
        return lines;
    }

    private static string TextOf(Page page) => string.Concat(page.Letters.Select(l => l.Value));

    /// <summary>Spaces are places in a PDF, not letters; a glyph that 白 and its radical ⽩ share is either.</summary>
    public static string Bare(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && c != '\0'));

    /// <summary>The dots a receipt printer burns, row by row; fails on any command it was not expected to be sent.</summary>
    public static bool[][] Dots(byte[] bytes)
    {
        bytes[..2].ShouldBe([0x1B, (byte)'@']);
        bytes[^4..].ShouldBe([0x1D, (byte)'V', 66, 48]);
        var rows = new List<bool[]>();
        var at = 2;
        while (at < bytes.Length - 4)
        {
            bytes[at..(at + 4)].ShouldBe([0x1D, (byte)'v', (byte)'0', 0]);
            var (width, height) = (bytes[at + 4] + 256 * bytes[at + 5], bytes[at + 6] + 256 * bytes[at + 7]);
            at += 8;
            for (var y = 0; y < height; y++, at += width)
                rows.Add([.. bytes[at..(at + width)].SelectMany(b => Enumerable.Range(0, 8).Select(bit => (b & (0x80 >> bit)) != 0))]);
        }
        at.ShouldBe(bytes.Length - 4);
        return [.. rows];
    }

    /// <summary>What a scanner reads off the printed dots.</summary>
    public static string? Scan(bool[][] dots)
    {
        var grey = dots.SelectMany(row => row.Select(dot => (byte)(dot ? 0 : 255))).ToArray();
        var source = new RGBLuminanceSource(grey, dots[0].Length, dots.Length, RGBLuminanceSource.BitmapFormat.Gray8);
        var hints = new Dictionary<DecodeHintType, object> { [DecodeHintType.TRY_HARDER] = true };
        return new MultiFormatReader().decode(new BinaryBitmap(new HybridBinarizer(source)), hints)?.Text;
    }

    /// <summary>What the PDF says a run of glyphs stands for, where letters alone cannot: joined Tamil.</summary>
    public static string Spoken(byte[] content)
    {
        using var pdf = PdfDocument.Open(content);
        var said = new StringBuilder();
        foreach (var mark in pdf.GetPages().SelectMany(p => p.GetMarkedContents()))
            said.Append(mark.ActualText);
        return said.ToString();
    }
}
