using Niaga.Platform.UseCases;

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

    public static Refusal SortUnknown() => new("retail.sort_unknown", 400, "Sort");

    public static Refusal LimitInvalid(int most) => new("retail.limit_invalid", 400, "Limit", most);
}
