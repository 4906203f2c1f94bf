using Microsoft.EntityFrameworkCore;
using Niaga.Pictures;

namespace Niaga.Retail.Products;

/// <summary>Products have pictures.</summary>
internal static class ProductPictures
{
    public static readonly PictureKind Kind = new(
        ProductAudit.Subject,
        "products",
        Permissions.ProductsView,
        Permissions.ProductsEdit,
        Errors.ProductNotFound(),
        (session, id, cancel) => session.Open<RetailDb>().Set<Product>().AnyAsync(p => p.ProductId == id, cancel)
    );
}
