using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Retail.Products;

/// <summary><c>/api/v1/products</c> and <c>/api/v1/categories</c>.</summary>
internal static class ProductsApi
{
    /// <summary>A product to be made. Only name and price are required.</summary>
    /// <param name="Name" example="Milo 1 kg">What it is called on the till and the receipt.</param>
    /// <param name="Price">What the customer pays for a unit, tax included.</param>
    /// <param name="Sku" example="MILO-1KG">Left out, it becomes the barcode or the next free number; in a change it stays.</param>
    /// <param name="Barcode" example="&quot;9556001234567&quot;">What the scanner reads; unique in the shop.</param>
    /// <param name="Category" example="Minuman">Name of a category; a new one is made.</param>
    /// <param name="Cost">What a unit costs the shop.</param>
    /// <param name="TaxCode" example="none">Left out, <c>none</c>.</param>
    /// <param name="TrackStock">Left out, true.</param>
    /// <param name="Fields">Values of the business's own fields, by key; one that is left out stays, null empties it.</param>
    public sealed record ProductBody(
        string? Name,
        Money? Price,
        string? Sku = null,
        string? Barcode = null,
        string? Category = null,
        Money? Cost = null,
        string? TaxCode = null,
        bool? TrackStock = null,
        IReadOnlyDictionary<string, JsonElement>? Fields = null
    )
    {
        internal ProductInput ToInput() =>
            new(Sku, Barcode, Name, Category, Cost?.ToDecimalString(), Price?.ToDecimalString(), TaxCode, TrackStock ?? true)
            {
                Fields = FieldInput.Of(Fields),
            };
    }

    /// <summary>What is to be changed of a product; what is left out stays as it is.</summary>
    /// <param name="Name" example="Milo 1 kg">What it is called on the till and the receipt.</param>
    /// <param name="Price">What the customer pays for a unit, tax included.</param>
    /// <param name="Sku" example="MILO-1KG">Its code.</param>
    /// <param name="Barcode" example="&quot;9556001234567&quot;">What the scanner reads; unique in the shop.</param>
    /// <param name="Category" example="Minuman">Name of a category; a new one is made.</param>
    /// <param name="Cost">What a unit costs the shop.</param>
    /// <param name="TaxCode" example="none">Code of its tax rate.</param>
    /// <param name="TrackStock">Whether its stock is counted.</param>
    /// <param name="Fields">Values of the business's own fields, by key; one that is left out stays, null empties it.</param>
    public sealed record ProductChange(
        string? Name = null,
        Money? Price = null,
        string? Sku = null,
        string? Barcode = null,
        string? Category = null,
        Money? Cost = null,
        string? TaxCode = null,
        bool? TrackStock = null,
        IReadOnlyDictionary<string, JsonElement>? Fields = null
    )
    {
        /// <summary>What is left out stays as it is.</summary>
        internal ProductInput Over(ProductView now) =>
            new(
                Sku ?? now.Sku,
                Barcode ?? now.Barcode,
                Name ?? now.Name,
                Category ?? now.Category,
                (Cost ?? now.Cost)?.ToDecimalString(),
                (Price ?? now.Price).ToDecimalString(),
                TaxCode ?? now.TaxCode,
                TrackStock ?? now.TrackStock
            )
            {
                Fields = FieldInput.Of(Fields),
            };
    }

    /// <summary>Products to touch.</summary>
    public sealed record TileList(IReadOnlyList<TillProduct> Items);

    /// <summary>What was made.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record Created(Guid Id);

    /// <summary>A category of products.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name" example="Minuman">As it was first written.</param>
    /// <param name="Products">How many products it holds, archived ones left out.</param>
    public sealed record CategoryView(Guid Id, string Name, int Products);

    public static void Map(IEndpointRouteBuilder api)
    {
        var view = new NeedsAttribute(Permissions.ProductsView);
        var edit = new NeedsAttribute(Permissions.ProductsEdit);
        Refusal[] wrong =
        [
            Errors.SkuTaken(""),
            Errors.BarcodeTaken(""),
            Errors.TaxCodeUnknown(),
            Errors.AmountInvalid("Price"),
            PlatformErrors.Required("Name"),
            PlatformErrors.TooLong("Name", 160),
            PlatformErrors.Invalid("Name"),
            .. FieldsErrors.OfValues,
        ];
        var products = api.MapGroup("/products").WithTags("Products");
        products
            .MapGet("", List)
            .WithMetadata(view)
            .WithSummary("List products")
            .WithDescription(
                "Sort by name, sku, price or updated (a minus in front for descending); archived is false, true or all; limit is at "
                    + "most 100. A choice or a yes or no of the business's own narrows it by its key: `field.storage=fridge`."
            )
            .Refuses(Errors.LimitInvalid(Cursors.MostItems), Errors.SortUnknown(), PlatformErrors.Invalid("Archived"));
        products
            .MapGet("/lookup", LookUp)
            .WithMetadata(view)
            .WithSummary("Find products for the till")
            .WithDescription(
                "By exact barcode or SKU, else by the beginning of a name, else by any part of it, else (near) with small typing "
                    + "errors forgiven; at most 20, archived ones left out."
            );
        products
            .MapGet("/tiles", Tiles)
            .WithMetadata(view)
            .WithSummary("Products to touch at the till")
            .WithDescription("The first 60 of a category, or of all, by name, with what is known of their stock.");
        products
            .MapGet("/{id:guid}", Show)
            .WithMetadata(view)
            .WithSummary("A product")
            .WithDescription("Its ETag goes into If-Match of a change.")
            .HasETag()
            .Refuses(Errors.ProductNotFound());
        products
            .MapPost("", Create)
            .WithMetadata(edit)
            .WithSummary("Add a product")
            .WithDescription("It can be sold at once.")
            .Refuses(wrong);
        products
            .MapPut("/{id:guid}", Replace)
            .HasETag()
            .WithMetadata(edit)
            .WithSummary("Change a product")
            .WithDescription(
                "All of it: what is left out is emptied, but the SKU. Asks for If-Match: 412 platform.changed_by_another when it changed "
                    + "meanwhile, 428 platform.precondition_required without it."
            )
            .Refuses([Errors.ProductNotFound(), .. wrong]);
        products
            .MapPatch("/{id:guid}", Amend)
            .HasETag()
            .WithMetadata(edit)
            .WithSummary("Change some of a product")
            .WithDescription("What is left out or null stays.")
            .Refuses([Errors.ProductNotFound(), .. wrong]);
        products
            .MapDelete("/{id:guid}", Archive)
            .WithMetadata(edit)
            .WithSummary("Archive a product")
            .WithDescription("It is no longer sold; what was sold of it stays. Restoring takes it back.")
            .Refuses(Errors.ProductNotFound(), PlatformErrors.ChangedByAnother());
        products
            .MapPost("/{id:guid}/restore", Restore)
            .WithMetadata(edit)
            .WithSummary("Restore an archived product")
            .Refuses(Errors.ProductNotFound());
        api.MapGroup("/categories")
            .WithTags("Products")
            .MapGet("", Categories)
            .WithMetadata(view)
            .WithSummary("List categories")
            .WithDescription("Categories are made by naming them in a product.");
    }

    private static async Task<Results<Ok<CursorPage<ProductView>>, ProblemHttpResult>> List(
        TenantSession session,
        BusinessFields own,
        Caller caller,
        Words words,
        HttpRequest request,
        CancellationToken cancel,
        string? q = null,
        Guid? category = null,
        string? archived = null,
        string? sort = null,
        int? limit = null,
        string? cursor = null
    )
    {
        var set = await own.Of(ProductOwnFields.Kind, cancel);
        var query = new ProductsByCursor.Query(q, category, archived, sort, limit, cursor, FieldFilter.Of(set, request.Query));
        return (await ProductsByCursor.Run(session, query, cancel)).Succeeded(out var page, out var refusal)
            ? TypedResults.Ok(page with { Items = Shown(page.Items, set, caller) })
            : refusal.ToProblem(words);
    }

    /// <summary>Without costs for who may not see them, and without values of retired fields.</summary>
    private static IReadOnlyList<ProductView> Shown(IReadOnlyList<ProductView> products, FieldSet own, Caller caller)
    {
        var costs = caller.May(Permissions.Costs);
        return costs && !own.HasRetired
            ? products
            : [.. products.Select(p => p with { Cost = costs ? p.Cost : null, Fields = own.Shown(p.Fields) })];
    }

    private static async Task<Ok<LookupResult>> LookUp(ProductLookup lookup, CancellationToken cancel, string? code = null) =>
        TypedResults.Ok(await lookup.Find(code, cancel));

    private static async Task<Ok<TileList>> Tiles(ProductLookup lookup, CancellationToken cancel, Guid? category = null) =>
        TypedResults.Ok(new TileList(await lookup.Tiles(category, cancel)));

    private static async Task<Results<Ok<ProductView>, ProblemHttpResult>> Show(
        Guid id,
        ProductDetail products,
        BusinessFields own,
        Caller caller,
        HttpResponse response,
        Words words,
        CancellationToken cancel
    )
    {
        if (await products.Find(id, cancel) is not { } found)
            return Errors.ProductNotFound().ToProblem(words);

        ETags.Set(response, found.Version);
        return TypedResults.Ok(Shown([found.Product], await own.Of(ProductOwnFields.Kind, cancel), caller)[0]);
    }

    private static async Task<Results<Created<Created>, ProblemHttpResult>> Create(
        ProductBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await CreateProduct.Do(runner, body.ToInput(), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/products/{id}", new Created(id))
            : refusal.ToProblem(words);

    private static Task<Results<NoContent, ProblemHttpResult>> Replace(
        Guid id,
        ProductBody body,
        HttpRequest request,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => Change(runner, new(id, body.ToInput(), ETags.IfMatch(request)), response, words, cancel);

    private static async Task<Results<NoContent, ProblemHttpResult>> Amend(
        Guid id,
        ProductChange body,
        HttpRequest request,
        HttpResponse response,
        ProductDetail products,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if (await products.Find(id, cancel) is not { } found)
            return Errors.ProductNotFound().ToProblem(words);
        // What was not sent comes from the row just read: it must be that row still.
        return await Change(runner, new(id, body.Over(found.Product), ETags.IfMatch(request) ?? found.Version), response, words, cancel);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        UseCaseRunner runner,
        ChangeProduct.Input input,
        HttpResponse response,
        Words words,
        CancellationToken cancel
    )
    {
        if (!(await ChangeProduct.Do(runner, input, cancel)).Succeeded(out var changed, out var refusal))
            return refusal.ToProblem(words);

        ETags.Set(response, changed.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Archive(
        Guid id,
        HttpRequest request,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await ArchiveProducts.Do(runner, new([id], ETags.IfMatch(request)), cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Restore(
        Guid id,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RestoreProducts.Do(runner, new([id]), cancel)).ToNoContent(words);

    private static async Task<Ok<List<CategoryView>>> Categories(CategoryList categories, CancellationToken cancel) =>
        TypedResults.Ok((await categories.All(cancel)).ConvertAll(c => new CategoryView(c.Id, c.Name, c.Products)));
}
