using Niaga.Papers.Marks;
using Niaga.Papers.Typesetting;
using SkiaSharp;

namespace Niaga.Papers.Layout;

internal enum Align
{
    Left,
    Centre,
    Right,
}

/// <summary>Pieces from the top down, between two edges.</summary>
internal sealed class Flow(Typesetter type, float left, float width)
{
    private readonly List<Piece> pieces = [];

    public IReadOnlyList<Piece> Pieces => pieces;

    public float Width => width;

    public float Height => pieces.Sum(p => p.Height);

    public void Add(Piece piece) => pieces.Add(piece);

    public void Space(float height) => Add(new(height, (_, _) => { }));

    public void Rule(SKColor colour, float thickness = 0.75f) =>
        Add(
            new(
                thickness,
                (canvas, y) =>
                {
                    using var paint = new SKPaint { Color = colour };
                    canvas.DrawRect(SKRect.Create(left, y, width, thickness), paint);
                }
            )
        );

    public void Text(string text, float size, bool bold = false, SKColor? colour = null, Align align = Align.Left, bool keep = false)
    {
        foreach (var line in type.Wrap(text, size, width, bold))
            Add(Line(line, colour ?? SKColors.Black, align) with { KeepWithNext = keep });
    }

    /// <summary>One line, however wide.</summary>
    public void Line(string text, float size, Align align) => Add(Line(type.Line(text, size), SKColors.Black, align));

    /// <summary>A label left and what it says right; below each other where one line is too narrow.</summary>
    public void Pair(string label, string value, float size, bool bold = false, SKColor? colour = null, bool keep = false)
    {
        var (first, second) = (type.Line(label, size, bold), type.Line(value, size, bold));
        if (first.Width + second.Width + size / 2 <= width)
        {
            Add(
                Beside([Line(first, colour ?? SKColors.Black, Align.Left), Line(second, colour ?? SKColors.Black, Align.Right)]) with
                {
                    KeepWithNext = keep,
                }
            );
            return;
        }
        Text(label, size, bold, colour, keep: true);
        Text(value, size, bold, colour, Align.Right, keep);
    }

    /// <summary>The logo, no larger than the box.</summary>
    public void Logo(SKImage logo, float mostWidth, float mostHeight, Align align)
    {
        var scale = Math.Min(mostWidth / logo.Width, mostHeight / logo.Height);
        var (w, h) = (logo.Width * scale, logo.Height * scale);
        Add(
            new(
                h,
                (canvas, y) =>
                    canvas.DrawImage(
                        logo,
                        SKRect.Create(At(w, align), y, w, h),
                        new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
                    )
            )
        );
    }

    public void Code(CodeMark code, float codeWidth, float height, Align align) =>
        Add(
            new(height, (canvas, y) => code.Draw(canvas, SKRect.Create(At(codeWidth, align), y, codeWidth, height))) { KeepWithNext = true }
        );

    /// <summary>Lines within a frame.</summary>
    public void Boxed(SKColor colour, Action<Flow> fill)
    {
        const float padding = 5;
        var inner = new Flow(type, left + padding, width - 2 * padding);
        fill(inner);
        var height = inner.Height + 2 * padding;
        Add(
            new(
                height,
                (canvas, y) =>
                {
                    using var frame = new SKPaint
                    {
                        Color = colour,
                        Style = SKPaintStyle.Stroke,
                        StrokeWidth = 1.2f,
                    };
                    canvas.DrawRect(SKRect.Create(left + 0.6f, y + 0.6f, width - 1.2f, height - 1.2f), frame);
                    inner.Draw(canvas, y + padding);
                }
            )
        );
    }

    /// <summary>Flows beside each other, as one piece.</summary>
    public void Columns(params IReadOnlyList<Flow> flows) => Add(Beside([.. flows.Select(f => new Piece(f.Height, f.Draw))]));

    public void Draw(SKCanvas canvas, float y)
    {
        foreach (var piece in pieces)
        {
            piece.Draw(canvas, y);
            y += piece.Height;
        }
    }

    public static Piece Beside(IReadOnlyList<Piece> parts) =>
        new(
            parts.Max(p => p.Height),
            (canvas, y) =>
            {
                foreach (var part in parts)
                    part.Draw(canvas, y);
            }
        );

    private Piece Line(TextLine line, SKColor colour, Align align) =>
        new(
            line.Height,
            (canvas, y) =>
            {
                using var paint = new SKPaint { Color = colour, IsAntialias = true };
                line.Draw(canvas, At(line.Width, align), y, paint);
            }
        );

    private float At(float of, Align align) =>
        align switch
        {
            Align.Left => left,
            Align.Right => left + width - of,
            _ => left + (width - of) / 2,
        };
}
