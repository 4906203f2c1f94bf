using CsvHelper;

namespace Niaga.Platform.Exports;

/// <summary>An export as CSV (RFC 4180) in UTF-8 with a mark, without which Excel takes it for the computer's own encoding.</summary>
internal static class CsvExport
{
    /// <summary>Separators of other countries: who guesses the separator must not be led astray by a name that holds one.</summary>
    private const string Separators = ";\t|";

    public static async Task Write(ExportTable table, Stream to, CancellationToken cancel)
    {
        await using var csv = CsvWriter.Create(
            to,
            CsvWriterOptions.Default with
            {
                WriteByteOrderMark = true,
                Quoting = CsvQuoting.WhenNeededOrWhitespace,
            },
            leaveOpen: true
        );
        foreach (var heading in table.Headings)
            Text(csv, heading);
        await csv.EndRecordAsync(cancel);
        await foreach (var row in table.Rows(cancel))
        {
            foreach (var cell in row)
            {
                if (cell.Kind is ExportCell.Kinds.Text)
                    Text(csv, cell.Text);
                else
                    csv.WriteField(cell.Text);
            }
            await csv.EndRecordAsync(cancel);
        }
    }

    private static void Text(CsvWriter csv, string text)
    {
        var safe = SpreadsheetText.Of(text);
        if (safe.AsSpan().ContainsAny(Separators))
            csv.WriteField(safe, CsvQuoting.Always);
        else
            csv.WriteField(safe);
    }
}
