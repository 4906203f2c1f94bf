using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Pictures;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Retail.Products;

/// <summary>Adds, orders, removes and restores a product's pictures; the product itself remembers the first.</summary>
[Needs(Permissions.ProductsEdit)]
internal sealed class ChangeProductPictures(RetailDb db, RecordPictures pictures)
    : UseCase<ChangeProductPictures, PictureChange, PictureList>
{
    public override async Task<Outcome<PictureList>> Run(PictureChange change, CancellationToken cancel)
    {
        if (!(await pictures.Apply(ProductPictures.Kind, change, cancel)).Succeeded(out var list, out var refusal))
            return refusal;

        await db.Set<Product>()
            .Where(p => p.ProductId == change.Record && p.Picture != list.First)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Picture, list.First), cancel);
        return list;
    }
}
