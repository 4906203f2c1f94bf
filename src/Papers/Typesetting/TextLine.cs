using SkiaSharp;

namespace Niaga.Papers.Typesetting;

/// <summary>One line of text in as many faces as it takes.</summary>
internal sealed class TextLine(IReadOnlyList<Glyphs> runs, float size)
{
    /// <summary>From one baseline to the next: Tamil reaches far below, Chinese far above.</summary>
    private const float Leading = 1.38f;

    public float Width => runs.Sum(r => r.Advance) * size;

    public float Height => size * Leading;

    /// <summary>From the top edge.</summary>
    public float Baseline => size * 1.04f;

    /// <param name="x">Left edge.</param>
    /// <param name="y">Top edge of the line.</param>
    public void Draw(SKCanvas canvas, float x, float y, SKPaint paint)
    {
        foreach (var run in runs)
        {
            run.Face.Draw(canvas, run, new(x, y + Baseline), size, paint);
            x += run.Advance * size;
        }
    }
}
