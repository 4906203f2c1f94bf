using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Retail.Products;
using Niaga.Retail.Stock.Levels;
using Niaga.Trade.Branches;

namespace Niaga.Retail.Stock;

/// <summary><c>/api/v1/stock</c> and the movements of a product.</summary>
internal static class StockApi
{
    /// <summary>How much of a product there is.</summary>
    /// <param name="ProductId">The product.</param>
    /// <param name="Sku" example="MILO-1KG">Its code.</param>
    /// <param name="Name" example="Milo 1 kg">Its name.</param>
    /// <param name="OnHand">Σ movements: what is left, where it was counted; below zero where more was sold.</param>
    /// <param name="Stock" example="counted">counted, below-zero (at some branch, whatever lies at the others) or not-counted.</param>
    public sealed record LevelView(Guid ProductId, string Sku, string Name, Quantity OnHand, string Stock);

    /// <summary>Goods that came in.</summary>
    /// <param name="Lines">What came, 1 to 200 lines.</param>
    /// <param name="Note" example="DO 4711">Supplier, delivery note number.</param>
    public sealed record ReceiptBody(IReadOnlyList<ReceiptLine?>? Lines, string? Note = null);

    /// <summary>A product that came in.</summary>
    /// <param name="ProductId">The product.</param>
    /// <param name="Quantity">How much, more than 0.</param>
    /// <param name="UnitCost">Ringgit per unit.</param>
    public sealed record ReceiptLine(Guid? ProductId, Quantity? Quantity, Money? UnitCost = null);

    /// <summary>What was received.</summary>
    /// <param name="Id">Id of the receipt; its movements name it as their source.</param>
    public sealed record Received(Guid Id);

    /// <summary>Either what was counted or the difference.</summary>
    /// <param name="ProductId">The product.</param>
    /// <param name="Counted">What was counted; leave the difference out.</param>
    /// <param name="Difference">How much more or, negative, less; leave the count out.</param>
    /// <param name="Reason">Why.</param>
    /// <example>{"productId":"01980d2e-5c1a-7b34-9f00-3a7c1f0e9d21","counted":"12","reason":"Stock take"}</example>
    public sealed record AdjustmentBody(Guid? ProductId, string? Reason, Quantity? Counted = null, Quantity? Difference = null);

    /// <summary>The level after an adjustment.</summary>
    /// <param name="OnHand">What is left.</param>
    public sealed record Adjusted(Quantity OnHand);

    /// <summary>Goods from one branch to another.</summary>
    /// <param name="FromBranchId">The branch they leave.</param>
    /// <param name="ToBranchId">The branch they come to.</param>
    /// <param name="Lines">What moves, 1 to 200 lines; of one product several add up.</param>
    /// <param name="Note" example="Van WXY 1234">Driver, paper.</param>
    /// <param name="AllowShort">True moves more than the records show at the branch it leaves; left out, that is refused.</param>
    public sealed record TransferBody(
        Guid? FromBranchId,
        Guid? ToBranchId,
        IReadOnlyList<TransferLine?>? Lines,
        string? Note = null,
        bool AllowShort = false
    );

    /// <summary>A product that moves.</summary>
    /// <param name="ProductId">The product.</param>
    /// <param name="Quantity">How much, more than 0.</param>
    public sealed record TransferLine(Guid? ProductId, Quantity? Quantity);

    /// <summary>What was moved.</summary>
    /// <param name="Id">Id of the transfer; its movements name it as their source.</param>
    public sealed record Transferred(Guid Id);

    /// <summary>A change of stock.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="At">When.</param>
    /// <param name="Quantity">Positive came in, negative went out.</param>
    /// <param name="Kind" example="received">opening, received, counted, adjusted, sold, returned or moved.</param>
    /// <param name="Reason" example="Stock take">Why, where somebody said so.</param>
    /// <param name="Source" example="retail.sale">Kind of document it belongs to, or null.</param>
    /// <param name="SourceId">Which document, or null.</param>
    /// <param name="UnitCost">What a unit cost, where goods came in; null for whoever may not see costs.</param>
    /// <param name="BranchId">Where.</param>
    /// <param name="OtherBranchId">Of goods that moved, the branch they went to or came from; else null.</param>
    public sealed record MovementView(
        Guid Id,
        DateTimeOffset At,
        Quantity Quantity,
        string Kind,
        string? Reason,
        string? Source,
        Guid? SourceId,
        Money? UnitCost,
        Guid BranchId,
        Guid? OtherBranchId
    );

    public static void Map(IEndpointRouteBuilder api)
    {
        var view = new NeedsAttribute(Permissions.StockView);
        var change = new NeedsAttribute(Permissions.StockChange);
        var stock = api.MapGroup("/stock").WithTags("Stock");
        stock
            .MapGet("", Levels)
            .WithMetadata(view)
            .WithSummary("List stock levels")
            .WithDescription(
                $"Products whose stock is kept, by name. standing: low (some, but fewer than {StockState.LowAt} units), out, or "
                    + "to-count (below zero at some branch, or sold there without ever being counted); limit is at most 100."
            )
            .ProducesProblem(400)
            .Refuses(Errors.LimitInvalid(Cursors.MostItems), PlatformErrors.Invalid("Standing"));
        stock
            .MapPost("/receipts", Receive)
            .WithMetadata(change)
            .WithSummary("Receive stock")
            .WithDescription("Codes: retail.quantity_not_positive, retail.stock_not_tracked, retail.product_not_found.")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .Refuses(
                PlatformErrors.Required("Lines[0].Quantity"),
                PlatformErrors.TooLong("Note", TypedInput.LongestNote),
                PlatformErrors.Invalid("Note"),
                Errors.LinesInvalid(ReceiveStock.MostLines),
                Errors.QuantityInvalid("Lines[0].Quantity"),
                Errors.QuantityNotPositive("Lines[0].Quantity"),
                Errors.AmountInvalid("Lines[0].UnitCost"),
                Errors.ProductNotFound(),
                Errors.StockNotTracked("")
            );
        stock
            .MapPost("/adjustments", Adjust)
            .WithMetadata(change)
            .WithSummary("Adjust stock")
            .WithDescription("Codes: retail.stock_below_zero, retail.count_or_difference, retail.stock_not_tracked.")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .Refuses(
                PlatformErrors.Required("Reason"),
                PlatformErrors.TooLong("Reason", TypedInput.LongestNote),
                PlatformErrors.Invalid("Reason"),
                Errors.CountOrDifference(),
                Errors.QuantityInvalid("Difference"),
                Errors.ProductNotFound(),
                Errors.StockNotTracked(""),
                Errors.StockBelowZero("", default)
            );
        stock
            .MapPost("/transfers", Transfer)
            .WithMetadata(change)
            .WithSummary("Move stock between branches")
            .WithDescription(
                "Both branches are open and yours. More of a counted product than lies there is refused: by the rule of the business as "
                    + "a sale of it would be, and else with retail.more_than_lies_there, until allowShort says that it is meant. "
                    + "Codes: trade.branch_not_found, retail.moved_to_itself, retail.more_than_lies_there, retail.not_enough_stock, "
                    + "retail.below_zero_needs_supervisor, retail.stock_not_tracked, retail.product_not_found."
            )
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .Refuses(
                PlatformErrors.Required("FromBranchId"),
                PlatformErrors.TooLong("Note", TypedInput.LongestNote),
                PlatformErrors.Invalid("Note"),
                BranchErrors.NotFound() with
                {
                    Field = "FromBranchId",
                },
                Errors.MovedToItself() with
                {
                    Field = "ToBranchId",
                },
                Errors.LinesInvalid(MoveStock.MostLines),
                Errors.QuantityInvalid("Lines[0].Quantity"),
                Errors.QuantityNotPositive("Lines[0].Quantity"),
                Errors.ProductNotFound(),
                Errors.StockNotTracked(""),
                Errors.MoreThanLiesThere("Lines[0].Quantity", "", default, ""),
                Errors.NotEnoughStock("Lines[0].Quantity", "", default),
                Errors.BelowZeroNeedsSupervisor("Lines[0].Quantity", "", default),
                Errors.StockWentMeanwhile()
            );
        api.MapGroup("/products")
            .WithTags("Stock")
            .MapGet("/{id:guid}/movements", Movements)
            .WithMetadata(view)
            .WithSummary("Stock movements of a product")
            .WithDescription("The newest first.")
            .ProducesProblem(400)
            .ProducesProblem(404)
            .Refuses(Errors.ProductNotFound(), Errors.LimitInvalid(Cursors.MostItems));
    }

    private static async Task<Results<Ok<CursorPage<LevelView>>, ProblemHttpResult>> Levels(
        StockList list,
        Words words,
        CancellationToken cancel,
        string? q = null,
        string? standing = null,
        int? limit = null,
        string? cursor = null
    )
    {
        if (limit is < 1 or > Cursors.MostItems)
            return Errors.LimitInvalid(Cursors.MostItems).ToProblem(words);
        if (!StockList.Knows(standing))
            return PlatformErrors.Invalid("Standing").ToProblem(words);

        var (name, id) = ("", Guid.Empty);
        if (cursor is not null && !Cursors.TryRead("stock", cursor, out name, out id))
            return PlatformErrors.CursorInvalid().ToProblem(words);

        var take = limit ?? 20;
        var lines = await list.After(q, standing, cursor is null ? null : (name, id), take + 1, cancel);
        var next = lines.Count > take ? Cursors.Write("stock", SearchKey.Of(lines[take - 1].Name), lines[take - 1].ProductId) : null;
        return TypedResults.Ok(
            new CursorPage<LevelView>([.. lines.Take(take).Select(l => new LevelView(l.ProductId, l.Sku, l.Name, l.OnHand, l.State))], next)
        );
    }

    private static async Task<Results<Created<Received>, ProblemHttpResult>> Receive(
        ReceiptBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var lines = (body.Lines ?? [])
            .Select(l => new ReceiveStock.Line(l?.ProductId ?? Guid.Empty, l?.Quantity?.ToString(), l?.UnitCost?.ToDecimalString()))
            .ToArray();
        return (await ReceiveStock.Do(runner, new(lines, body.Note), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created((string?)null, new Received(id))
            : refusal.ToProblem(words);
    }

    private static async Task<Results<Created<Adjusted>, ProblemHttpResult>> Adjust(
        AdjustmentBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (
            await AdjustStock.Do(
                runner,
                new(body.ProductId ?? Guid.Empty, body.Counted?.ToString(), body.Difference?.ToString(), body.Reason),
                cancel
            )
        ).Succeeded(out var level, out var refusal)
            ? TypedResults.Created((string?)null, new Adjusted(level))
            : refusal.ToProblem(words);

    private static async Task<Results<Created<Transferred>, ProblemHttpResult>> Transfer(
        TransferBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var lines = (body.Lines ?? []).Select(l => new MoveStock.Line(l?.ProductId ?? Guid.Empty, l?.Quantity?.ToString())).ToArray();
        return (await MoveStock.Do(runner, new(body.FromBranchId, body.ToBranchId, lines, body.Note, body.AllowShort), cancel)).Succeeded(
            out var moved,
            out var refusal
        )
            ? TypedResults.Created((string?)null, new Transferred(moved.Id))
            : Refusal.Of([.. refusal.All.Select(OfTheBody)])!.ToProblem(words);
    }

    /// <summary>By the names of the body.</summary>
    private static Refusal OfTheBody(Refusal refusal) =>
        refusal.Field is "From" or "To" ? refusal with { Field = refusal.Field + "BranchId" } : refusal;

    private static async Task<Results<Ok<CursorPage<MovementView>>, ProblemHttpResult>> Movements(
        Guid id,
        ProductDetail products,
        StockOfProduct stock,
        Caller caller,
        Words words,
        CancellationToken cancel,
        int? limit = null,
        string? cursor = null
    )
    {
        if (limit is < 1 or > Cursors.MostItems)
            return Errors.LimitInvalid(Cursors.MostItems).ToProblem(words);

        var before = Guid.Empty;
        if (cursor is not null && !Cursors.TryRead("movements", cursor, out _, out before))
            return PlatformErrors.CursorInvalid().ToProblem(words);
        if (await products.Find(id, cancel) is null)
            return Errors.ProductNotFound().ToProblem(words);

        var take = limit ?? 20;
        var costs = caller.May(Permissions.Costs);
        var rows = await stock.MovementsBefore(id, cursor is null ? null : before, take + 1, cancel);
        return TypedResults.Ok(
            new CursorPage<MovementView>(
                [
                    .. rows.Take(take)
                        .Select(m => new MovementView(
                            m.MovementId,
                            m.At,
                            m.Quantity,
                            m.Kind,
                            m.Reason,
                            m.Source,
                            m.SourceId,
                            costs ? m.UnitCost : null,
                            m.LocationId,
                            m.OtherLocationId
                        )),
                ],
                rows.Count > take ? Cursors.Write("movements", "", rows[take - 1].MovementId) : null
            )
        );
    }
}
