using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.UseCases;
using Npgsql;

namespace Niaga.Retail.Products;

/// <summary>Adds a product. Answers its id.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class CreateProduct(RetailDb db, ProductCatalog catalog, AuditTrail audit, TimeProvider clock) : UseCase<CreateProduct, ProductInput, Guid>
{
    public override async Task<Outcome<Guid>> Run(ProductInput input, CancellationToken cancel)
    {
        if (!(await catalog.Read(input, self: null, cancel)).Succeeded(out var details, out var refusal)) return refusal;
        var product = new Product(details, clock.GetUtcNow());
        db.Products.Add(product);
        audit.Record("retail.product_created", ProductAudit.Subject, product.ProductId, after: ProductAudit.Facts(product));
        return product.ProductId;
    }

    public override Refusal? Explain(PostgresException violation, ProductInput input) => ProductCatalog.Explain(violation, input);
}
