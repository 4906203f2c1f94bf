using System.Text.Json.Serialization;
using Niaga.Fields;
using Niaga.Platform.Values;

namespace Niaga.Retail.Products;

/// <summary>A product as the audit log keeps it.</summary>
internal static class ProductAudit
{
    public const string Subject = "retail.product";

    public sealed record State(
        string Sku,
        string? Barcode,
        string Name,
        Guid? CategoryId,
        Money? Cost,
        Money Price,
        string TaxCode,
        bool TrackStock,
        bool Archived
    )
    {
        /// <summary>The business's own fields, each a fact by itself.</summary>
        [JsonExtensionData]
        public Dictionary<string, object>? Own { get; init; }
    }

    /// <param name="own">Its fields' names for the business's own; null where none of them changes.</param>
    public static State Facts(Product p, FieldSet? own = null) =>
        new(p.Sku, p.Barcode, p.Name, p.CategoryId, p.Cost, p.Price, p.TaxCode, p.TrackStock, p.ArchivedAt is not null)
        {
            Own = own?.Facts(p.Details.Fields),
        };
}
