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

    public static Refusal NothingToChange() => new("retail.nothing_to_change", 400, "Category");

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

    public static Refusal MovedToItself() => new("retail.moved_to_itself", 400, "To");

    public const string MoreThanLiesThereCode = "retail.more_than_lies_there";

    /// <summary>More would leave a branch than lies there; whoever means it says so.</summary>
    public static Refusal MoreThanLiesThere(string field, string product, Quantity left, string from) =>
        new(MoreThanLiesThereCode, 409, field, left.IsNegative ? Quantity.Zero : left, product, from);

    public static Refusal TransferNotFound() => new("retail.transfer_not_found", 404);

    /// <summary>Somebody was faster.</summary>
    public static Refusal TransferTakenBack() => new("retail.transfer_taken_back", 409);

    public static Refusal BelowZeroRuleUnknown() => new("retail.below_zero_rule_unknown", 400, "BelowZero");
}
