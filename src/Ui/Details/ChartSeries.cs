namespace Niaga.Ui;

/// <summary>A line, a set of bars or a ring of a chart.</summary>
/// <param name="Name">What it counts.</param>
/// <param name="Values">One per label, null where nothing is known; money in ringgit.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal?> Values);

/// <summary>How a chart is drawn.</summary>
public enum ChartKind
{
    Line,
    Bar,

    /// <summary>Bars below each other, each with its name in front: for names too long to stand side by side.</summary>
    Rows,
    Doughnut,
}
