using Microsoft.EntityFrameworkCore;
using Niaga.Notes;

namespace Niaga.Retail.Products;

/// <summary>People comment on products.</summary>
internal static class ProductNotes
{
    public static readonly NoteKind Kind = new(
        ProductAudit.Subject,
        "products",
        Permissions.ProductsView,
        (session, id, cancel) =>
            session.Open<RetailDb>().Set<Product>().Where(p => p.ProductId == id).Select(p => p.Name).FirstOrDefaultAsync(cancel)
    );
}
