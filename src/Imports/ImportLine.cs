using System.Text.Json;
using System.Text.RegularExpressions;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Imports;

/// <summary>A line below the headings, read cell by cell by the columns' keys; notes what is wrong with each.</summary>
public sealed partial class ImportLine
{
    private readonly CsvLine line;
    private readonly ImportMapping mapping;
    private readonly int headings;
    private readonly ImportErrors errors;
    private readonly int before;

    internal ImportLine(CsvLine line, ImportMapping mapping, int headings, ImportErrors errors) =>
        (this.line, this.mapping, this.headings, this.errors, before) = (line, mapping, headings, errors, errors.Count);

    /// <summary>As an editor shows it, from 1.</summary>
    public int Number => line.Number;

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool IsFine => errors.Count == before;

    /// <summary>The cell as it stands in the file, without spaces around it; empty where there is none.</summary>
    public string Cell(string column) =>
        mapping.Columns.TryGetValue(column, out var at) && at < line.Cells.Length ? line.Cells[at].Trim() : "";

    /// <summary>Whether the file has this column.</summary>
    public bool Has(string column) => mapping.Columns.ContainsKey(column);

    /// <summary>Notes that a cell cannot be taken.</summary>
    /// <inheritdoc cref="ImportErrors.Add"/>
    public void Wrong(string field, string code, string? value = null, string? detail = null) =>
        errors.Add(line.Number, field, code, value, detail);

    /// <summary>Notes a refusal of typed input; its sentence names the first of its values.</summary>
    public void Wrong(string field, Refusal refusal)
    {
        // A row and a field have one sentence; the first is the cause.
        if (!errors.Any(before, field))
            errors.Add(line.Number, field, refusal.Code, Cell(field), refusal.Values.FirstOrDefault()?.ToString());
    }

    /// <summary>Notes that a cell is empty and must not be, unless something else is wrong with it already.</summary>
    public void Require(string column)
    {
        if (!errors.Any(before, column))
            Wrong(column, "required");
    }

    /// <summary>One line of text that can be printed, as long as it may be.</summary>
    /// <returns>Null where the cell is empty.</returns>
    public string? Text(string column, int longest) => Text(column, Cell(column), longest);

    /// <inheritdoc cref="Text(string, int)"/>
    /// <param name="column">Where it stands.</param>
    /// <param name="cell">What was made of the cell.</param>
    /// <param name="longest">In characters.</param>
    public string? Text(string column, string cell, int longest)
    {
        var text = Plain(cell);
        if (text.Length == 0)
            return null;
        if (text.Length > longest)
            Wrong(column, "too_long", text, longest.ToString(System.Globalization.CultureInfo.InvariantCulture));
        else if (!SingleLineText.IsValid(text))
            Wrong(column, "unreadable", text);
        return text;
    }

    /// <summary>A cell broken over several lines as one, and without the apostrophe that keeps it from being a formula.</summary>
    public static string Plain(string cell)
    {
        var text = LineBreaks().Replace(cell, " ");
        return Unquoted(text);
    }

    /// <summary>An apostrophe in front keeps a spreadsheet from taking text for a formula; exports write it, so it goes again.</summary>
    public static string Unquoted(string text) => text is ['\'', '=' or '+' or '-' or '@' or '\'', ..] ? text[1..] : text;

    /// <summary>Ringgit and sen, not below zero; null where the cell is empty.</summary>
    public Money? Amount(string column)
    {
        var text = Decimal(Cell(column));
        if (text.Length == 0)
            return null;
        if (Money.TryParse(text, out var amount) && !amount.IsNegative)
            return amount;

        Wrong(column, MoneyFault.Of(text) is { } fault ? "amount_" + fault : "amount", Cell(column));
        return null;
    }

    /// <summary>A number with a point before its decimals, as far as it is one; empty where the cell is.</summary>
    public string Figure(string column) => Decimal(Unquoted(Cell(column)));

    /// <summary>How much of something, not below zero; null where the cell is empty.</summary>
    public Quantity? Quantity(string column)
    {
        var text = Decimal(Cell(column));
        if (text.Length == 0)
            return null;
        // "1,200" is a thousand and two hundred, whatever stands between the cells: nobody lists a kilo and a fifth to the gram.
        if (Thousands().IsMatch(text))
            text = text.Replace(",", "", StringComparison.Ordinal);
        if (Platform.Values.Quantity.TryParse(text, out var quantity) && !quantity.IsNegative)
            return quantity;

        Wrong(column, "quantity", Cell(column));
        return null;
    }

    /// <summary>The column a refusal is about, where columns are called as the fields are: <c>BoughtOn</c> is <c>bought_on</c>.</summary>
    public static string ColumnOf(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Field is { } field ? JsonNamingPolicy.SnakeCaseLower.ConvertName(field) : ImportErrors.Row;
    }

    /// <summary>Yes or no in either language.</summary>
    /// <param name="column">Its key.</param>
    /// <param name="empty">What an empty cell means, and a file without the column.</param>
    public bool YesNo(string column, bool empty)
    {
        switch (SearchKey.Of(Cell(column)))
        {
            case "":
                return empty;
            case "ya" or "y" or "yes" or "true" or "1" or "benar":
                return true;
            case "tidak" or "t" or "no" or "n" or "false" or "0" or "tak" or "salah":
                return false;
            default:
                Wrong(column, "yes_no", Cell(column));
                return empty;
        }
    }

    /// <summary>Reads the line; an unquoted comma shifts every cell after it, which is one cause and not its consequences.</summary>
    internal TRow? Check<TRow>(Func<ImportLine, TRow?> read)
        where TRow : ImportRow
    {
        var row = read(this);
        if (line.Cells.Length > headings && (!IsFine || line.Cells.AsSpan(headings).ContainsAnyExcept("")))
        {
            errors.ForgetFrom(before);
            Wrong(ImportErrors.Row, "columns", line.Cells.Length.ToString(), headings.ToString());
        }
        return IsFine ? row : null;
    }

    /// <summary><c>1.234,50</c> as <c>1234.50</c> and <c>12,5</c> as <c>12.5</c>, where semicolons stand between cells.</summary>
    private string Decimal(string cell)
    {
        var text = SpreadsheetCell.Number(cell);
        return mapping.Delimiter == ";" && DecimalComma().IsMatch(text)
            ? text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.')
            : text;
    }

    [GeneratedRegex(@"^(RM)?\s*-?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"\s*[\r\n\t]+\s*")]
    private static partial Regex LineBreaks();

    [GeneratedRegex(@"^-?\d{1,3}(,\d{3})+$")]
    private static partial Regex Thousands();
}
