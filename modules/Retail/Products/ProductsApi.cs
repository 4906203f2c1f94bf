using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Retail.Products;

/// <summary><c>/api/v1/products</c>.</summary>
internal static class ProductsApi
{
    /// <summary>A product to be made or changed. Only name and price are required.</summary>
    /// <param name="Sku">Left out, it becomes the barcode or the next free number.</param>
    /// <param name="Category">Name of a category; a new one is made.</param>
    /// <param name="TaxCode">Left out, <c>none</c>.</param>
    /// <param name="TrackStock">Left out, true.</param>
    public sealed record ProductBody(string? Sku, string? Barcode, string? Name, string? Category, Money? Cost, Money? Price, string? TaxCode, bool? TrackStock)
    {
        internal ProductInput ToInput() => new(Sku, Barcode, Name, Category, Cost?.ToDecimalString(), Price?.ToDecimalString(), TaxCode, TrackStock ?? true);
    }

    public sealed record Created(Guid Id);

    public static void Map(IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products");
        products.MapGet("", List).WithMetadata(new NeedsAttribute(Permissions.ProductsView)).WithSummary("List products")
            .WithDescription("Sort by name, sku, price or updated (a minus in front for descending); archived is false, true or all; limit is at most 100.").ProducesProblem(400);
        products.MapPost("", Create).WithMetadata(new NeedsAttribute(Permissions.ProductsEdit)).WithSummary("Add a product")
            .WithDescription("Codes: retail.sku_taken, retail.barcode_taken, retail.tax_code_unknown, retail.amount_invalid, platform.required.").ProducesProblem(400).ProducesProblem(409);
    }

    private static async Task<Results<Ok<CursorPage<ProductView>>, ProblemHttpResult>> List(
        RetailDb db, Words words, CancellationToken cancel, string? q = null, Guid? category = null, string? archived = null, string? sort = null, int? limit = null, string? cursor = null) =>
        (await ListProducts.Run(db, new(q, category, archived, sort, limit, cursor), cancel)).Succeeded(out var page, out var refusal)
            ? TypedResults.Ok(page) : refusal.ToProblem(words);

    private static async Task<Results<Created<Created>, ProblemHttpResult>> Create(ProductBody body, UseCaseRunner runner, Words words, CancellationToken cancel) =>
        (await CreateProduct.Do(runner, body.ToInput(), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/products/{id}", new Created(id)) : refusal.ToProblem(words);
}
