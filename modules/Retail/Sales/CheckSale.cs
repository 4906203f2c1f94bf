using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Retail.Stock;
using Niaga.Trade.Branches;
using Niaga.Trade.Stock;
using Niaga.Trade.Tax;

namespace Niaga.Retail.Sales;

/// <summary>What would come of selling a cart now: everything it would be refused for and warned of, before any money is counted.</summary>
[Needs(Permissions.Sell)]
[ReadsFirst]
internal sealed class CheckSale(TenantSession session, StockLedger stock, ShortageCheck shortages, TaxRates taxes, TimeProvider clock)
    : UseCase<CheckSale, CheckSale.Input, CheckSale.Result>
{
    /// <param name="Lines">What is to be sold, 1 to 500 lines.</param>
    /// <param name="ApprovedBy">The supervisor who agreed, as <see cref="SupervisorApproval"/> found; never what a client says.</param>
    /// <param name="Branch">Where; null for where the caller works.</param>
    public sealed record Input(IReadOnlyList<NewSaleLine?>? Lines, PersonId? ApprovedBy = null, Guid? Branch = null);

    /// <param name="Products">The cart's products as they are now; one that is not there is left out.</param>
    /// <param name="Refusals">What a sale would be refused for.</param>
    /// <param name="Shortages">What it would be warned of: it sells more than there is.</param>
    /// <param name="Elsewhere">By line of the cart that asks for more than there is: where there is some, most first.</param>
    public sealed record Result(
        IReadOnlyList<Product> Products,
        IReadOnlyList<Refusal> Refusals,
        IReadOnlyList<Shortage> Shortages,
        IReadOnlyDictionary<int, IReadOnlyList<(string Branch, Quantity OnHand)>> Elsewhere
    );

    /// <summary>A short line names no more places than this.</summary>
    private const int MostPlaces = 3;

    /// <param name="Id">The product.</param>
    /// <param name="UnitPrice">Its price now, tax included.</param>
    /// <param name="OnHand">How much there is; null where nobody counted.</param>
    internal sealed record Product(Guid Id, Money UnitPrice, Quantity? OnHand);

    public override async Task<Outcome<Result>> Run(Input input, CancellationToken cancel)
    {
        if (RecordSale.Incomplete(input.Lines, []) is { } refusal)
            return refusal;

        var wanted = RecordSale.WantedOf(input.Lines!);
        var products = await CartProducts.Read(
            session,
            stock,
            [.. wanted.Select(l => l.Id).Distinct()],
            forUpdate: false,
            input.Branch,
            cancel
        );
        if (products.Branch is null)
            return BranchErrors.NotFound() with { Field = "BranchId" };
        var cart = PricedCart.Of(wanted, products, await taxes.On(MalaysianTime.Day(clock.GetUtcNow()), cancel));
        var shortage = await shortages.Refuse(cart.Shortages, input.ApprovedBy is not null, cancel);

        return new Result(
            [
                .. products.Products.Values.Select(p => new Product(
                    p.Id,
                    p.Price,
                    p.TrackStock && products.EverCounted(p.Id) ? products.OnHand(p.Id) : null
                )),
            ],
            [.. cart.Refusals, .. shortage?.All ?? []],
            shortage is null ? cart.Shortages : [],
            cart.Shortages.ToDictionary(
                s => s.Line,
                IReadOnlyList<(string, Quantity)> (s) => [.. products.Elsewhere(s.ProductId).Take(MostPlaces)]
            )
        );
    }
}
