using Niaga.Papers.Typesetting;

namespace Niaga.Papers.Layout;

/// <summary>How the tables of a paper find room on a sheet: in smaller type, on its side, at last without their details.</summary>
/// <param name="Medium">The sheet as it lies.</param>
/// <param name="TableSize">Size of the tables' text.</param>
/// <param name="Tables">What is shown of them.</param>
internal sealed record SheetFit(Medium Medium, float TableSize, IReadOnlyList<PaperTable> Tables)
{
    private const float Smallest = 0.7f;

    /// <summary>The first that fits is taken.</summary>
    private static readonly (bool OnItsSide, float Scale)[] Ways = [(false, 1), (false, 0.9f), (true, 1), (true, 0.9f), (true, 0.8f)];

    public static SheetFit Of(Paper paper, Medium medium)
    {
        // One of its own: what is left out is not missing.
        var type = new Typesetter();
        var onItsSide = medium with { Width = medium.Height ?? medium.Width, Height = medium.Width };
        IReadOnlyList<PaperTable> brief = [.. paper.Tables.Select(t => t.WithoutDetails())];
        foreach (var tables in new[] { paper.Tables, brief })
        {
            var widths = tables.Select(t => new TableWidths(t, type)).ToArray();
            foreach (var way in Ways)
            {
                var fit = new SheetFit(way.OnItsSide ? onItsSide : medium, medium.TextSize * way.Scale, tables);
                if (widths.All(w => w.Fits(fit.TableSize, fit.Medium.Inner)))
                    return fit;
            }
        }
        return new(onItsSide, medium.TextSize * Smallest, brief);
    }
}
