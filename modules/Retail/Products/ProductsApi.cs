using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Retail.Products;

/// <summary><c>/api/v1/products</c> and <c>/api/v1/categories</c>.</summary>
internal static class ProductsApi
{
    /// <summary>A product to be made or changed. Only name and price are required.</summary>
    /// <param name="Sku">Left out, it becomes the barcode or the next free number; in a change it stays.</param>
    /// <param name="Category">Name of a category; a new one is made.</param>
    /// <param name="TaxCode">Left out, <c>none</c>.</param>
    /// <param name="TrackStock">Left out, true.</param>
    public sealed record ProductBody(string? Sku, string? Barcode, string? Name, string? Category, Money? Cost, Money? Price, string? TaxCode, bool? TrackStock)
    {
        internal ProductInput ToInput() => new(Sku, Barcode, Name, Category, Cost?.ToDecimalString(), Price?.ToDecimalString(), TaxCode, TrackStock ?? true);

        /// <summary>What is left out stays as it is.</summary>
        internal ProductInput Over(ProductView now) => new(
            Sku ?? now.Sku, Barcode ?? now.Barcode, Name ?? now.Name, Category ?? now.Category, (Cost ?? now.Cost)?.ToDecimalString(),
            (Price ?? now.Price).ToDecimalString(), TaxCode ?? now.TaxCode, TrackStock ?? now.TrackStock);
    }

    public sealed record Created(Guid Id);

    /// <param name="Products">How many products it holds, archived ones left out.</param>
    public sealed record CategoryView(Guid Id, string Name, int Products);

    public static void Map(IEndpointRouteBuilder api)
    {
        var view = new NeedsAttribute(Permissions.ProductsView);
        var edit = new NeedsAttribute(Permissions.ProductsEdit);
        var products = api.MapGroup("/products").WithTags("Products");
        products.MapGet("", List).WithMetadata(view).WithSummary("List products")
            .WithDescription("Sort by name, sku, price or updated (a minus in front for descending); archived is false, true or all; limit is at most 100.").ProducesProblem(400);
        products.MapGet("/lookup", LookUp).WithMetadata(view).WithSummary("Find products for the till")
            .WithDescription("By exact barcode or SKU, else by the beginning of a name, else by any part of it; at most 20, archived ones left out.");
        products.MapGet("/{id:guid}", Show).WithMetadata(view).WithSummary("A product").WithDescription("Its ETag goes into If-Match of a change.").ProducesProblem(404);
        products.MapPost("", Create).WithMetadata(edit).WithSummary("Add a product")
            .WithDescription("Codes: retail.sku_taken, retail.barcode_taken, retail.tax_code_unknown, retail.amount_invalid, platform.required.").ProducesProblem(400).ProducesProblem(409);
        products.MapPut("/{id:guid}", Replace).WithMetadata(edit).WithSummary("Change a product")
            .WithDescription("All of it: what is left out is emptied, but the SKU. With If-Match, 412 platform.changed_by_another when it changed meanwhile.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);
        products.MapPatch("/{id:guid}", Amend).WithMetadata(edit).WithSummary("Change some of a product")
            .WithDescription("What is left out or null stays.").ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);
        products.MapDelete("/{id:guid}", Archive).WithMetadata(edit).WithSummary("Archive a product")
            .WithDescription("It is no longer sold; what was sold of it stays. Restoring takes it back.").ProducesProblem(404).ProducesProblem(412);
        products.MapPost("/{id:guid}/restore", Restore).WithMetadata(edit).WithSummary("Restore an archived product").ProducesProblem(404);
        api.MapGroup("/categories").WithTags("Products").MapGet("", Categories).WithMetadata(view).WithSummary("List categories")
            .WithDescription("Categories are made by naming them in a product.");
    }

    private static async Task<Results<Ok<CursorPage<ProductView>>, ProblemHttpResult>> List(
        RetailDb db, Words words, CancellationToken cancel, string? q = null, Guid? category = null, string? archived = null, string? sort = null, int? limit = null, string? cursor = null) =>
        (await ListProducts.Run(db, new(q, category, archived, sort, limit, cursor), cancel)).Succeeded(out var page, out var refusal)
            ? TypedResults.Ok(page) : refusal.ToProblem(words);

    private static async Task<Ok<LookupResult>> LookUp(RetailDb db, CancellationToken cancel, string? code = null) =>
        TypedResults.Ok(await LookUpProducts.Run(db, code, cancel));

    private static async Task<Results<Ok<ProductView>, ProblemHttpResult>> Show(Guid id, RetailDb db, HttpResponse response, Words words, CancellationToken cancel)
    {
        if (await FindProduct.Run(db, id, cancel) is not { } found) return Errors.ProductNotFound().ToProblem(words);
        ETags.Set(response, found.Version);
        return TypedResults.Ok(found.Product);
    }

    private static async Task<Results<Created<Created>, ProblemHttpResult>> Create(ProductBody body, UseCaseRunner runner, Words words, CancellationToken cancel) =>
        (await CreateProduct.Do(runner, body.ToInput(), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/products/{id}", new Created(id)) : refusal.ToProblem(words);

    private static Task<Results<NoContent, ProblemHttpResult>> Replace(Guid id, ProductBody body, HttpRequest request, UseCaseRunner runner, Words words, CancellationToken cancel) =>
        Change(runner, new(id, body.ToInput(), ETags.IfMatch(request)), words, cancel);

    private static async Task<Results<NoContent, ProblemHttpResult>> Amend(
        Guid id, ProductBody body, HttpRequest request, RetailDb db, UseCaseRunner runner, Words words, CancellationToken cancel)
    {
        if (await FindProduct.Run(db, id, cancel) is not { } found) return Errors.ProductNotFound().ToProblem(words);
        // What was not sent comes from the row just read: it must be that row still.
        return await Change(runner, new(id, body.Over(found.Product), ETags.IfMatch(request) ?? found.Version), words, cancel);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(UseCaseRunner runner, ChangeProduct.Input input, Words words, CancellationToken cancel) =>
        (await ChangeProduct.Do(runner, input, cancel)).Succeeded(out _, out var refusal) ? TypedResults.NoContent() : refusal.ToProblem(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Archive(Guid id, HttpRequest request, UseCaseRunner runner, Words words, CancellationToken cancel) =>
        (await ArchiveProducts.Do(runner, new([id], ETags.IfMatch(request)), cancel)).Succeeded(out _, out var refusal) ? TypedResults.NoContent() : refusal.ToProblem(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Restore(Guid id, UseCaseRunner runner, Words words, CancellationToken cancel) =>
        (await RestoreProducts.Do(runner, new([id]), cancel)).Succeeded(out _, out var refusal) ? TypedResults.NoContent() : refusal.ToProblem(words);

    private static async Task<Ok<List<CategoryView>>> Categories(RetailDb db, CancellationToken cancel) =>
        TypedResults.Ok(await db.Categories.OrderBy(c => c.NameKey).Select(c => new CategoryView(
            c.CategoryId, c.Name, db.Products.Count(p => p.CategoryId == c.CategoryId && p.ArchivedAt == null))).ToListAsync(cancel));
}
