using System.Text.RegularExpressions;
using Niaga.Platform.Values;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Products.Import;

/// <summary>A cell that cannot be taken.</summary>
/// <param name="Field">Key of an <see cref="ProductColumn"/>, or <c>row</c>.</param>
/// <param name="Code">The sentence is the text <c>retail.import.error.{Code}</c> with value and detail filled in.</param>
internal sealed record CellError(int Line, string Field, string Code, string? Value = null, string? Detail = null);

/// <summary>A line of a file, read as a product.</summary>
/// <param name="Sku">Null where the file has neither SKU nor barcode: the product of that name keeps its own, a new one gets a
/// number.</param>
internal sealed record ImportRow(
    int Line,
    string? Sku,
    string? Barcode,
    string Name,
    string? Category,
    Money? Cost,
    Money Price,
    string TaxCode,
    bool TrackStock,
    Quantity? Stock
)
{
    /// <summary>The SKU as it is compared.</summary>
    public string SkuKey { get; private init; } = SearchKey.Of(Sku ?? "");

    /// <summary>The row with the SKU that was found for it.</summary>
    public ImportRow Numbered(string sku) => this with { Sku = sku, SkuKey = SearchKey.Of(sku) };
}

/// <summary>Reads lines of a file by its mapping; collects what is wrong with each cell.</summary>
internal sealed partial class ImportReader(ImportMapping mapping, int headings, IReadOnlyDictionary<string, TaxRate> taxes)
{
    private const int LongestValueKept = 100;

    /// <summary>A comma before the sen can only be meant where semicolons stand between cells.</summary>
    private readonly bool decimalComma = mapping.Delimiter == ";";

    /// <param name="line">A line below the headings.</param>
    /// <param name="errors">Where to note what is wrong.</param>
    /// <returns>The row, or null when it has errors.</returns>
    public ImportRow? Read(CsvLine line, List<CellError> errors)
    {
        var before = errors.Count;
        var name = Text(line, ProductColumn.Name, ProductInput.LongestName, errors);
        if (name is null && !Wrong(errors, before, ProductColumn.Name))
            errors.Add(new(line.Number, ProductColumn.Name, "required"));
        var barcode = Barcode(line, errors);
        var sku = Text(line, ProductColumn.Sku, ProductInput.LongestSku, errors) ?? barcode;
        var category = Text(line, ProductColumn.Category, ProductInput.LongestCategory, errors);
        var cost = Amount(line, ProductColumn.Cost, errors);
        var price = Amount(line, ProductColumn.Price, errors);
        if (price is null && !Wrong(errors, before, ProductColumn.Price))
            errors.Add(new(line.Number, ProductColumn.Price, "required"));
        var taxCode = Text(line, ProductColumn.TaxCode, 40, errors)?.ToLowerInvariant() ?? "none";
        if (!taxes.ContainsKey(taxCode))
            errors.Add(new(line.Number, ProductColumn.TaxCode, "tax", Short(taxCode)));
        var track = YesNo(line, ProductColumn.TrackStock, errors);
        var stock = Count(line, errors);
        // An unquoted comma shifts every cell after it: one cause rather than its consequences.
        if (line.Cells.Length > headings && (errors.Count > before || line.Cells.AsSpan(headings).ContainsAnyExcept("")))
        {
            errors.RemoveRange(before, errors.Count - before);
            errors.Add(new(line.Number, "row", "columns", line.Cells.Length.ToString(), headings.ToString()));
        }
        return errors.Count > before ? null : new(line.Number, sku, barcode, name!, category, cost, price!.Value, taxCode, track, stock);
    }

    /// <summary>The cell as it stands in the file, for a preview.</summary>
    public string Cell(CsvLine line, string field) =>
        mapping.Columns.TryGetValue(field, out var column) && column < line.Cells.Length ? line.Cells[column].Trim() : "";

    private string? Text(CsvLine line, string field, int longest, List<CellError> errors) =>
        Text(line, field, Cell(line, field), longest, errors);

    private static string? Text(CsvLine line, string field, string cell, int longest, List<CellError> errors)
    {
        // A cell broken over several lines in a spreadsheet is one line here.
        var text = LineBreaks().Replace(cell, " ");
        // An apostrophe in front keeps a spreadsheet from taking text for a formula; exports write it, so it goes again.
        if (text is ['\'', '=' or '+' or '-' or '@' or '\'', ..])
            text = text[1..];
        if (text.Length == 0)
            return null;
        if (text.Length > longest)
            errors.Add(new(line.Number, field, "too_long", Short(text), longest.ToString()));
        else if (!SingleLineText.IsValid(text))
            errors.Add(new(line.Number, field, "unreadable", Short(text)));
        return text;
    }

    private string? Barcode(CsvLine line, List<CellError> errors)
    {
        var cell = Cell(line, ProductColumn.Barcode);
        if (SpreadsheetCell.Barcode(cell) is not { } unwrapped)
        {
            errors.Add(new(line.Number, ProductColumn.Barcode, "barcode_lost", Short(cell)));
            return null;
        }
        if (Text(line, ProductColumn.Barcode, unwrapped, ProductInput.LongestSku, errors) is not { } barcode)
            return null;
        if (Gtin.IsMistyped(barcode))
            errors.Add(new(line.Number, ProductColumn.Barcode, "check_digit", barcode));
        return Gtin.Normalize(barcode);
    }

    private Money? Amount(CsvLine line, string field, List<CellError> errors)
    {
        var text = Number(Cell(line, field));
        if (text.Length == 0)
            return null;
        if (Money.TryParse(text, out var amount) && !amount.IsNegative)
            return amount;

        var code = TypedInput.FaultOf(text) is { } fault ? "amount_" + fault : "amount";
        errors.Add(new(line.Number, field, code, Short(Cell(line, field))));
        return null;
    }

    private Quantity? Count(CsvLine line, List<CellError> errors)
    {
        var cell = Cell(line, ProductColumn.Stock);
        var text = Number(cell);
        if (text.Length == 0)
            return null;
        // "1,200" is a thousand and two hundred, whatever stands between the cells: nobody lists a kilo and a fifth to the gram.
        if (Thousands().IsMatch(text))
            text = text.Replace(",", "", StringComparison.Ordinal);
        if (Quantity.TryParse(text, out var quantity) && !quantity.IsNegative)
            return quantity;

        errors.Add(new(line.Number, ProductColumn.Stock, "quantity", Short(cell)));
        return null;
    }

    private bool YesNo(CsvLine line, string field, List<CellError> errors)
    {
        switch (SearchKey.Of(Cell(line, field)))
        {
            case "" or "ya" or "y" or "yes" or "true" or "1" or "benar":
                return true;
            case "tidak" or "t" or "no" or "n" or "false" or "0" or "tak" or "salah":
                return false;
            default:
                errors.Add(new(line.Number, field, "yes_no", Short(Cell(line, field))));
                return true;
        }
    }

    /// <summary><c>1.234,50</c> and <c>12,5</c> as <c>1234.50</c> and <c>12.5</c>, where the file's semicolons allow it.</summary>
    private string Number(string cell)
    {
        var text = SpreadsheetCell.Number(cell);
        return decimalComma && DecimalComma().IsMatch(text) ? text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : text;
    }

    private static bool Wrong(List<CellError> errors, int from, string field) => errors.FindIndex(from, e => e.Field == field) >= 0;

    private static string Short(string text)
    {
        text = SingleLineText.Clean(text);
        return text.Length <= LongestValueKept ? text : string.Concat(text.AsSpan(0, LongestValueKept).TrimEnd('\ud83c'), "…");
    }

    [GeneratedRegex(@"^(RM)?\s*-?(\d{1,3}(\.\d{3})+|\d+),\d{1,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"\s*[\r\n\t]+\s*")]
    private static partial Regex LineBreaks();

    [GeneratedRegex(@"^-?\d{1,3}(,\d{3})+$")]
    private static partial Regex Thousands();
}
