using System.Globalization;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Papers;

/// <summary>Rows as they are written.</summary>
internal sealed record PaperTable(IReadOnlyList<string> Heads, IReadOnlyList<bool> Right, IReadOnlyList<PaperTable.Row> Rows)
{
    internal sealed class Row(IReadOnlyList<object?> values, string onSlip, Words words)
    {
        public IReadOnlyList<string> Cells { get; } = [.. values.Select(v => Show(v, words))];

        public IReadOnlyList<bool> Figures { get; } = [.. values.Select(v => v is Money or Quantity or int or long or decimal)];

        public string OnSlip { get; } = onSlip;
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
