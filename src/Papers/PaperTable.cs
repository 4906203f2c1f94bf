using System.Globalization;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Papers;

/// <summary>Rows as they are written.</summary>
internal sealed record PaperTable(
    IReadOnlyList<string> Heads,
    IReadOnlyList<bool> Right,
    IReadOnlyList<bool> Detail,
    IReadOnlyList<PaperTable.Row> Rows
)
{
    internal sealed record Row(IReadOnlyList<string> Cells, IReadOnlyList<bool> Figures, string OnSlip)
    {
        public Row(IReadOnlyList<object?> values, string onSlip, Words words)
            : this(
                [.. values.Select(v => Show(v, words))],
                [.. values.Select(v => v is Money or Quantity or int or long or decimal)],
                onSlip
            ) { }
    }

    /// <summary>The same with fewer columns.</summary>
    public PaperTable WithoutDetails()
    {
        var kept = Enumerable.Range(0, Heads.Count).Where(i => !Detail[i]).ToArray();
        return new(Of(Heads), Of(Right), Of(Detail), [.. Rows.Select(r => r with { Cells = Of(r.Cells), Figures = Of(r.Figures) })]);

        IReadOnlyList<T> Of<T>(IReadOnlyList<T> all) => [.. kept.Select(i => all[i])];
    }

    /// <summary>Whether a column stands right: it says so, or its rows hold figures or nothing.</summary>
    public bool IsFigures(int column) =>
        Right[column] || Rows.Any(r => r.Figures[column]) && Rows.All(r => r.Figures[column] || r.Cells[column].Length == 0);

    public static string Show(object? value, Words words) =>
        value switch
        {
            null => "",
            DateTimeOffset at => MalaysianTime.Show(at, words.Language),
            DateOnly day => MalaysianTime.Show(day, words.Language),
            IFormattable number and (int or long or decimal) => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
