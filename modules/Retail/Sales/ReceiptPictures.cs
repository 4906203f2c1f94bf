using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Pictures;
using Niaga.Platform.Data;
using Niaga.Retail.Products;

namespace Niaga.Retail.Sales;

/// <summary>The pictures a customer sees on a receipt: of what it lists, and of nothing else.</summary>
internal sealed class ReceiptPictures(TenantSession session)
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/r/{token}/pictures/{hash:guid}", Show)
            .WithMetadata(
                new PublicAccessAttribute("A customer's receipt, opened by its unguessable link, shows what it lists.")
                {
                    Place = PublicPlace.Business,
                }
            )
            .ExcludeFromDescription();

    /// <summary>Pictures by product, of those on the receipt that have one.</summary>
    public Task<Dictionary<Guid, Guid>> Of(string token, CancellationToken cancel)
    {
        var db = session.Open<RetailDb>();
        return Listed(db, token).ToDictionaryAsync(p => p.ProductId, p => p.Picture!.Value, cancel);
    }

    private static IQueryable<Product> Listed(RetailDb db, string token) =>
        db.Set<Product>()
            .Where(p => p.Picture != null)
            .Where(p => db.Set<Sale>().Any(s => s.PublicToken == token && s.Lines.Any(l => l.ProductId == p.ProductId)));

    private static async Task<Results<FileContentHttpResult, NotFound>> Show(
        string token,
        Guid hash,
        TenantSession session,
        RecordPictures pictures,
        HttpResponse response,
        CancellationToken cancel
    ) =>
        await Listed(session.Open<RetailDb>(), token).AnyAsync(p => p.Picture == hash, cancel)
        && await pictures.Thumb(ProductPictures.Kind, hash, response, cancel) is { } shown
            ? shown
            : TypedResults.NotFound();
}
