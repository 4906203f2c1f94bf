using System.Text;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace Niaga.Platform.Exports;

/// <summary>
/// An export as an Excel workbook of one sheet: headings bold, frozen and with a filter, amounts and days as such. Text is text, so that
/// no formula can begin in it. Written as it is read: a hundred thousand rows do not lie in memory.
/// </summary>
internal static class XlsxExport
{
    /// <summary>Rows of a sheet, without the headings.</summary>
    public const int MostRows = 1_048_575;

    /// <summary>Characters of a cell.</summary>
    private const int MostText = 32_767;

    /// <summary>Characters of a sheet's name.</summary>
    private const int MostName = 31;

    /// <summary>Rows whose text the widths of the columns are taken from.</summary>
    private const int Measured = 200;

    private const int Narrowest = 9;
    private const int Widest = 60;

    public static async Task Write(ExportTable table, string name, int? rows, Stream to, CancellationToken cancel)
    {
        await using var workbook = await Spreadsheet.CreateNewAsync(to, new() { PreserveStringWhitespace = true }, cancel);
        var heading = workbook.AddStyle(new Style { Font = { Bold = true } });
        var styles = new Dictionary<ExportCell.Kinds, StyleId>
        {
            [ExportCell.Kinds.Money] = Format(workbook, "#,##0.00"),
            [ExportCell.Kinds.Quantity] = Format(workbook, "#,##0.###"),
            [ExportCell.Kinds.Number] = Format(workbook, "#,##0.######"),
            [ExportCell.Kinds.Share] = Format(workbook, "0.00%"),
            [ExportCell.Kinds.Day] = Format(workbook, "yyyy-mm-dd"),
            [ExportCell.Kinds.Time] = Format(workbook, "hh:mm:ss"),
            [ExportCell.Kinds.Instant] = Format(workbook, "yyyy-mm-dd hh:mm:ss"),
        };
        var content = table.Rows(cancel).GetAsyncEnumerator(cancel);
        await using var ending = content;
        var first = new List<ExportCell[]>(Measured);
        while (first.Count < Measured && await content.MoveNextAsync())
            first.Add(content.Current);

        await workbook.StartWorksheetAsync(SheetName(name), Options(table, first, rows), cancel);
        await workbook.AddHeaderRowAsync([.. table.Headings.Select(Text)], heading, cancel);
        var cells = new Cell[table.Headings.Count];
        foreach (var row in first)
            await workbook.AddRowAsync(Cells(row, styles, cells), cancel);
        while (await content.MoveNextAsync())
            await workbook.AddRowAsync(Cells(content.Current, styles, cells), cancel);
        await workbook.FinishAsync(cancel);
    }

    private static WorksheetOptions Options(ExportTable table, List<ExportCell[]> first, int? rows)
    {
        var options = new WorksheetOptions { FrozenRows = 1 };
        for (var i = 0; i < table.Headings.Count; i++)
        {
            var at = i;
            // Room for the filter's arrow beside a heading.
            var longest = first.Select(row => row[at].Text.Length).Append(table.Headings[at].Length + 3).Max();
            options.Column(i + 1).Width = Math.Clamp(longest + 2, Narrowest, Widest);
        }
        if (rows is > 0)
            options.AutoFilter = new($"A1:{Letters(table.Headings.Count)}{rows + 1}");
        return options;
    }

    private static Cell[] Cells(ExportCell[] row, Dictionary<ExportCell.Kinds, StyleId> styles, Cell[] cells)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var cell = row[i];
            cells[i] = cell.Kind switch
            {
                ExportCell.Kinds.Empty => default,
                ExportCell.Kinds.Text => new(Text(cell.Text)),
                ExportCell.Kinds.Whole => new(cell.Number),
                ExportCell.Kinds.Money or ExportCell.Kinds.Quantity or ExportCell.Kinds.Number or ExportCell.Kinds.Share => new(
                    cell.Number,
                    styles[cell.Kind]
                ),
                // A time of day is the part of a day that has gone by.
                ExportCell.Kinds.Time => new(cell.Moment.TimeOfDay.TotalDays, styles[cell.Kind]),
                _ => new(cell.Moment, styles[cell.Kind]),
            };
        }
        return cells;
    }

    private static StyleId Format(Spreadsheet workbook, string format) =>
        workbook.AddStyle(new Style { Format = NumberFormat.Custom(format) });

    /// <summary>XML knows no control characters but tab and line ends.</summary>
    private static string Text(string text)
    {
        var cut = text.Length > MostText ? string.Concat(text.AsSpan(0, MostText - 1), "…") : text;
        return cut.Any(c => c < ' ' && c is not ('\t' or '\n' or '\r'))
            ? string.Concat(cut.Where(c => c >= ' ' || c is '\t' or '\n' or '\r'))
            : cut;
    }

    private static string SheetName(string name)
    {
        var plain = string.Concat(name.Where(c => !"[]:*?/\\'".Contains(c, StringComparison.Ordinal)));
        return plain.Length > MostName ? plain[..MostName] : plain;
    }

    private static string Letters(int column)
    {
        var letters = new StringBuilder();
        for (; column > 0; column = (column - 1) / 26)
            letters.Insert(0, (char)('A' + ((column - 1) % 26)));
        return letters.ToString();
    }
}
