using Niaga.Papers.Typesetting;

namespace Niaga.Papers.Layout;

/// <summary>
/// How wide the columns of a table want to be, and how narrow they may be, in any size of type. Figures and headings stay whole.
/// </summary>
internal sealed class TableWidths
{
    public const float Gap = 10;

    /// <summary>Size of a heading beside its column's.</summary>
    public const float HeadScale = 0.9f;

    /// <summary>Rounding of a line's width.</summary>
    private const float Slack = 1;

    private readonly Column[] columns;

    public TableWidths(PaperTable table, Typesetter type) =>
        columns = [.. Enumerable.Range(0, table.Heads.Count).Select(i => Measure(table, i, type))];

    /// <summary>Widths at a size of one.</summary>
    /// <param name="Cells">The widest cell in one line.</param>
    /// <param name="Word">The widest part of a cell that is better not broken.</param>
    /// <param name="Head">The heading in one line.</param>
    /// <param name="HeadWord">Its widest word.</param>
    /// <param name="Figures">Never broken.</param>
    private sealed record Column(float Cells, float Word, float Head, float HeadWord, bool Figures);

    /// <summary>Whether nothing has to be broken that must not be.</summary>
    public bool Fits(float size, float inner) => Least(size, inner).Sum() + Gap * (columns.Length - 1) <= inner;

    public float[] Of(float size, float inner)
    {
        var least = Least(size, inner);
        var gaps = Gap * (columns.Length - 1);
        var widths = new float[columns.Length];
        for (var i = 1; i < widths.Length; i++)
        {
            var natural = Math.Max(columns[i].Cells, columns[i].Head) * size + Slack;
            widths[i] = Math.Max(least[i], Math.Min(natural, inner * (columns[i].Figures ? 0.2f : 0.17f)));
        }
        var room = inner - gaps - least[0];
        var wanted = widths.Sum();
        var needed = least.Skip(1).Sum();
        if (wanted > room && needed <= room)
            widths = [.. widths.Select((w, i) => i == 0 ? 0 : least[i] + (w - least[i]) * (room - needed) / (wanted - needed))];
        else if (wanted > room)
            widths = [.. widths.Select(w => w * Math.Max(room, inner / 2) / wanted)];
        widths[0] = inner - widths.Sum() - gaps;
        return widths;
    }

    /// <summary>The first column keeps a quarter if it needs it, whatever the others want.</summary>
    private float[] Least(float size, float inner) =>
        [
            .. columns.Select(
                (c, i) =>
                    Slack
                    + Math.Max(
                        c.HeadWord * size,
                        i == 0 ? Math.Min(c.Cells * size, inner * 0.25f)
                            : c.Figures ? c.Cells * size
                            : Math.Min(c.Word * size, inner * 0.17f)
                    )
            ),
        ];

    private static Column Measure(PaperTable table, int column, Typesetter type)
    {
        var cells = table.Rows.Select(r => r.Cells[column]).Where(c => c.Length > 0).Distinct().ToArray();
        return new(
            cells.Select(c => type.Line(c, 1).Width).DefaultIfEmpty(0).Max(),
            cells.Select(c => type.WidestWord(c, 1)).DefaultIfEmpty(0).Max(),
            type.Line(table.Heads[column], HeadScale, bold: true).Width,
            type.WidestWord(table.Heads[column], HeadScale, bold: true),
            table.IsFigures(column)
        );
    }
}
