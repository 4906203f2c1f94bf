using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Retail;

/// <summary>Every refusal of Retail, by name: products and stock here.</summary>
internal static partial class Errors
{
    public static Refusal ProductNotFound() => new("retail.product_not_found", 404);

    /// <param name="product">Name of the product that has it.</param>
    public static Refusal SkuTaken(string product) => new("retail.sku_taken", 409, "Sku", product);

    /// <param name="product">Name of the product that has it.</param>
    public static Refusal BarcodeTaken(string product) => new("retail.barcode_taken", 409, "Barcode", product);

    public static Refusal TaxCodeUnknown() => new("retail.tax_code_unknown", 400, "TaxCode");

    public static Refusal AmountInvalid(string field) => new("retail.amount_invalid", 400, field);

    /// <summary>A comma where the sen begin; between thousands it is read.</summary>
    public static Refusal AmountComma(string field) => new("retail.amount_comma", 400, field);

    public static Refusal AmountDecimals(string field) => new("retail.amount_decimals", 400, field);

    public static Refusal AmountTooLarge(string field) => new("retail.amount_too_large", 400, field, new Money(Money.MaxParsedSen));

    public static Refusal SortUnknown() => new("retail.sort_unknown", 400, "Sort");

    public static Refusal LimitInvalid(int most) => new("retail.limit_invalid", 400, "Limit", most);

    public static Refusal SelectionInvalid(int most) => new("retail.selection_invalid", 400, "Ids", most);

    public static Refusal LabelCopiesInvalid(int most) => new("retail.label_copies_invalid", 400, "Copies", most);

    public static Refusal LabelsUsedInvalid(int most) => new("retail.labels_used_invalid", 400, "Used", most);

    public static Refusal TooManyLabels(int most) => new("retail.too_many_labels", 400, "Copies", most);

    public static Refusal QuantityInvalid(string field) => new("retail.quantity_invalid", 400, field);

    public static Refusal QuantityNotPositive(string field) => new("retail.quantity_not_positive", 400, field);

    public static Refusal LinesInvalid(int most) => new("retail.lines_invalid", 400, "Lines", most);

    public static Refusal CountOrDifference() => new("retail.count_or_difference", 400, "Difference");

    /// <param name="product">Name of a product whose stock is not counted.</param>
    public static Refusal StockNotTracked(string product) => new("retail.stock_not_tracked", 409, "ProductId", product);

    /// <param name="product">Its name.</param>
    /// <param name="level">What there is.</param>
    public static Refusal StockBelowZero(string product, Quantity level) =>
        new("retail.stock_below_zero", 409, "Difference", product, level);

    public static Refusal BelowZeroRuleUnknown() => new("retail.below_zero_rule_unknown", 400, "BelowZero");

    public static Refusal ImportNotFound() => new("retail.import_not_found", 404);

    /// <summary>A workbook, a picture, anything that is no text.</summary>
    public static Refusal ImportNotCsv() => new("retail.import_not_csv", 400, "File");

    /// <summary>Not a byte in it.</summary>
    public static Refusal FileEmpty() => new("retail.file_empty", 400, "File");

    public static Refusal ImportEmpty() => new("retail.import_empty", 400, "File");

    public static Refusal ImportTooLarge(int mostMegabytes) => new("retail.import_too_large", 413, "File", mostMegabytes);

    public static Refusal ImportTooManyRows(int most) => new("retail.import_too_many_rows", 400, "File", most);

    public static Refusal ImportMappingInvalid(string field) => new("retail.import_mapping_invalid", 400, field);

    public static Refusal ImportModeUnknown() => new("retail.import_mode_unknown", 400, "Mode");

    public static Refusal ImportUndone() => new("retail.import_undone", 409);

    /// <summary>It was not done, or longer ago than a day.</summary>
    public static Refusal ImportUndoTooLate() => new("retail.import_undo_too_late", 409);

    /// <param name="products">Names of the first products that stay as they are.</param>
    public static Refusal ImportNothingToUndo(string products) => new("retail.import_nothing_to_undo", 409, null, products);

    /// <summary>It runs already, or is over.</summary>
    public static Refusal ImportStarted() => new("retail.import_started", 409);
}
