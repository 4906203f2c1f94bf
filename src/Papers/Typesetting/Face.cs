using System.Diagnostics.CodeAnalysis;
using System.Text;
using HarfBuzzSharp;
using SkiaSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace Niaga.Papers.Typesetting;

/// <summary>One font: which characters it has, which glyphs they become and how these are drawn.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A face lives as long as the program.")]
internal sealed class Face
{
    private const float Units = 1000;

    private readonly SKData data;
    private readonly SKTypeface typeface;
    private readonly Font shaper;

    private Face(string file)
    {
        data = SKData.CreateCopy(Woff.Unpack(Read(file)));
        typeface = SKTypeface.FromData(data) ?? throw new InvalidOperationException($"The font {file} cannot be read.");
        using var blob = new Blob(data.Data, (int)data.Size, MemoryMode.ReadOnly);
        blob.MakeImmutable();
        using var face = new HarfBuzzSharp.Face(blob, 0);
        shaper = new Font(face);
        shaper.SetScale((int)Units, (int)Units);
    }

    /// <summary>In the order in which a character looks for its own. Read when first needed: a Chinese one is 8 MB.</summary>
    private static readonly Lazy<Face>[] Regular = [.. Files("400").Select(file => new Lazy<Face>(() => new(file)))];
    private static readonly Lazy<Face>[] Bold = [.. Files("700").Select(file => new Lazy<Face>(() => new(file)))];

    private static string[] Files(string weight) =>
        [$"latin-{weight}.woff", $"latin-ext-{weight}.woff", $"tamil-{weight}.woff", $"chinese-{weight}.otf"];

    /// <exception cref="FileNotFoundException">It is not beside the program.</exception>
    internal static byte[] Read(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "fonts", file);
        return File.Exists(path)
            ? File.ReadAllBytes(path)
            : throw new FileNotFoundException(
                $"The font fonts/{file} is missing beside the program, so no paper can be printed: publish it again.",
                path
            );
    }

    /// <summary>The face that has this character, or null.</summary>
    public static Face? Of(Rune character, bool bold) =>
        (bold ? Bold : Regular).Select(face => face.Value).FirstOrDefault(face => face.Has(character));

    public bool Has(Rune character) => shaper.TryGetNominalGlyph((uint)character.Value, out _);

    /// <summary>Glyphs with their places in thousandths of the size, joined and moved as the script wants it.</summary>
    public Glyphs Shape(string text)
    {
        using var buffer = new Buffer();
        var utf8 = Encoding.UTF8.GetBytes(text);
        buffer.AddUtf8(utf8);
        buffer.GuessSegmentProperties();
        shaper.Shape(buffer);
        var (infos, places) = (buffer.GlyphInfos, buffer.GlyphPositions);
        var glyphs = new Glyphs(this, utf8, new ushort[infos.Length], new SKPoint[infos.Length], new uint[infos.Length], 0);
        var x = 0f;
        for (var i = 0; i < infos.Length; i++)
        {
            glyphs.Ids[i] = (ushort)infos[i].Codepoint;
            glyphs.Clusters[i] = infos[i].Cluster;
            glyphs.Places[i] = new((x + places[i].XOffset) / Units, -places[i].YOffset / Units);
            x += places[i].XAdvance;
        }
        return glyphs with { Advance = x / Units };
    }

    /// <summary>Draws glyphs so that the PDF keeps the text they stand for: it can be searched and copied.</summary>
    public void Draw(SKCanvas canvas, Glyphs glyphs, SKPoint at, float size, SKPaint paint)
    {
        if (glyphs.Ids.Length == 0)
            return;

        using var font = new SKFont(typeface, size) { Subpixel = true };
        using var builder = new SKTextBlobBuilder();
        var run = builder.AllocatePositionedTextRun(font, glyphs.Ids.Length, glyphs.Utf8.Length);
        run.SetGlyphs(glyphs.Ids);
        run.SetPositions([.. glyphs.Places.Select(p => new SKPoint(p.X * size, p.Y * size))]);
        run.SetText(glyphs.Utf8);
        run.SetClusters(glyphs.Clusters);
        using var blob = builder.Build();
        canvas.DrawText(blob, at.X, at.Y, paint);
    }
}

/// <summary>Text of one face, shaped at size 1.</summary>
internal sealed record Glyphs(Face Face, byte[] Utf8, ushort[] Ids, SKPoint[] Places, uint[] Clusters, float Advance);
