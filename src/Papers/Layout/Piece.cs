using SkiaSharp;

namespace Niaga.Papers.Layout;

/// <summary>Something that is never cut by the end of a page.</summary>
/// <param name="Height">In points.</param>
/// <param name="Draw">Draws it, its top at the height given.</param>
internal sealed record Piece(float Height, Action<SKCanvas, float> Draw)
{
    /// <summary>What is said again above it when it begins a page: the headings of its table.</summary>
    public Piece? Heading { get; init; }

    /// <summary>It does not end a page: a heading, the first of the sums.</summary>
    public bool KeepWithNext { get; init; }
}
