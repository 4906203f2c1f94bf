using Niaga.Fields;

namespace Niaga.Retail.Products;

/// <summary>Products take fields of the business's own.</summary>
internal static class ProductOwnFields
{
    public static readonly FieldKind Kind = new(ProductAudit.Subject, "products", Permissions.ProductsView, "nav.retail.products");
}
