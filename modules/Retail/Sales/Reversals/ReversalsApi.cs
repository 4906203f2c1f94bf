using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>Voids and refunds: below <c>/api/v1/sales</c>.</summary>
internal static class ReversalsApi
{
    private const int UsualPage = 20;

    /// <param name="Reason" example="Rang up twice">Why, at most 200 characters; printed on the document.</param>
    /// <param name="Approval">A supervisor's word; left out where the caller may void.</param>
    internal sealed record NewVoid(string? Reason, ApprovalGiven? Approval = null);

    /// <param name="Lines">What comes back.</param>
    /// <param name="Reason" example="Damaged packet">Why, at most 200 characters; printed on the document.</param>
    /// <param name="Approval">A supervisor's word; left out where the caller may refund.</param>
    internal sealed record NewRefund(IReadOnlyList<RefundLine?>? Lines, string? Reason, ApprovalGiven? Approval = null);

    /// <param name="Lines">What might come back.</param>
    internal sealed record RefundToCheck(IReadOnlyList<RefundLine?>? Lines);

    /// <param name="Total">Σ lines, tax included.</param>
    /// <param name="Tax">The part of the total that is tax.</param>
    /// <param name="Rounding">5-sen rounding of the cash part.</param>
    /// <param name="Due">What would go back to the customer.</param>
    /// <param name="Payments">How it would go back.</param>
    public sealed record RefundCheck(Money Total, Money Tax, Money Rounding, Money Due, IReadOnlyList<PaymentBack> Payments);

    /// <summary>A void or refund in a list.</summary>
    /// <param name="Id">The document.</param>
    /// <param name="Kind"><c>void</c> or <c>refund</c>.</param>
    /// <param name="Number" example="CN-000034">Its number, without a gap in its kind.</param>
    /// <param name="SaleId">The sale it puts right.</param>
    /// <param name="ReceiptNumber" example="R-000123">That sale's receipt.</param>
    /// <param name="At">When.</param>
    /// <param name="BusinessDay">The day in Asia/Kuala_Lumpur whose figures it lowers.</param>
    /// <param name="Total">Σ lines, tax included.</param>
    /// <param name="Tax">The part of the total that is tax.</param>
    /// <param name="Rounding">5-sen rounding of the cash part.</param>
    /// <param name="Due">What went back to the customer.</param>
    /// <param name="Reason">Why.</param>
    public sealed record ReversalSummary(
        Guid Id,
        string Kind,
        string Number,
        Guid SaleId,
        string ReceiptNumber,
        DateTimeOffset At,
        DateOnly BusinessDay,
        Money Total,
        Money Tax,
        Money Rounding,
        Money Due,
        string Reason
    );

    public static void Map(IEndpointRouteBuilder api)
    {
        var sales = api.MapGroup("/sales").WithTags("Sales");
        sales
            .MapPost("/{saleId:guid}/void", Void)
            .WithMetadata(new NeedsAttribute(Permissions.Sell))
            .WithSummary("Void a sale of today")
            .WithDescription(
                "Takes the whole sale back on the Malaysian day it was made: stock on the shelf, the money the way it came. Whoever may "
                    + "not void names a supervisor and their PIN. Send an Idempotency-Key: a repeated request voids once."
            )
            .Refuses(
                PlatformErrors.NotFound(),
                PlatformErrors.Required("Reason"),
                Errors.NeedsSupervisor(),
                Errors.VoidOtherDay(),
                Errors.SaleVoided(),
                Errors.SaleRefunded(),
                Errors.NothingLeft()
            );
        sales
            .MapPost("/{saleId:guid}/refunds", Refund)
            .WithMetadata(new NeedsAttribute(Permissions.Sell))
            .WithSummary("Refund lines of a sale")
            .WithDescription(
                "Amounts are in proportion to the quantity, discount and tax included; refunds of everything come to the sale exactly. "
                    + "Money goes back the way it came: card and e-wallet up to what they paid, the rest in cash, rounded to 5 sen. "
                    + "Each line goes back on the shelf, or is written off with restock false. "
                    + "Whoever may not refund names a supervisor and their PIN. Send an Idempotency-Key: a repeated request refunds once."
            )
            .Refuses(
                PlatformErrors.NotFound(),
                PlatformErrors.Required("Reason"),
                Errors.NeedsSupervisor(),
                Errors.NothingToRefund(),
                Errors.TooManyLines(0),
                Errors.QuantityOutOfRange("Lines", 0),
                Errors.SaleLineUnknown("Lines"),
                Errors.RefundedMoreThanSold("Lines", "", default),
                Errors.RefundTooSlight("Lines", ""),
                Errors.SaleVoided()
            );
        sales
            .MapPost("/{saleId:guid}/refunds/check", Check)
            .WithMetadata(new NeedsAttribute(Permissions.Sell))
            .WithSummary("See what a refund would come to")
            .WithDescription("Records nothing. Answers what would go back to the customer at this moment, and how.")
            .Refuses(
                PlatformErrors.NotFound(),
                PlatformErrors.Required("Lines"),
                Errors.NothingToRefund(),
                Errors.SaleLineUnknown("Lines"),
                Errors.RefundedMoreThanSold("Lines", "", default),
                Errors.RefundTooSlight("Lines", ""),
                Errors.SaleVoided()
            );
        sales
            .MapGet("/reversals", List)
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
            .WithSummary("Voids and refunds, newest first")
            .WithDescription("from and to are business days (2026-11-23), both included; kind is void or refund.")
            .ProducesProblem(400)
            .Refuses(Errors.DayInvalid("From"), Errors.ReversalKindUnknown(), Errors.LimitInvalid(Cursors.MostItems));
        sales
            .MapGet("/reversals/{reversalId:guid}", Show)
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
            .WithSummary("One void or refund with its lines and payments")
            .ProducesProblem(404);
    }

    private static async Task<Results<Created<ReversalReceipt>, ProblemHttpResult>> Void(
        Guid saleId,
        NewVoid wanted,
        SupervisorApproval approval,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var asked = await approval.Ask(Permissions.Void, wanted.Approval, cancel);
        if (!asked.Succeeded(out var supervisor, out var refusal))
            return refusal.ToProblem(words);

        return Answer(await VoidSale.Do(runner, new(saleId, wanted.Reason, supervisor), cancel), words);
    }

    private static async Task<Results<Created<ReversalReceipt>, ProblemHttpResult>> Refund(
        Guid saleId,
        NewRefund wanted,
        SupervisorApproval approval,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var asked = await approval.Ask(Permissions.Refund, wanted.Approval, cancel);
        if (!asked.Succeeded(out var supervisor, out var refusal))
            return refusal.ToProblem(words);

        return Answer(await RefundSale.Do(runner, new(saleId, wanted.Lines, wanted.Reason, supervisor), cancel), words);
    }

    private static Results<Created<ReversalReceipt>, ProblemHttpResult> Answer(Outcome<ReversalReceipt> outcome, Words words) =>
        outcome.Succeeded(out var receipt, out var refusal)
            ? TypedResults.Created($"/api/v1/sales/reversals/{receipt.Id}", receipt)
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<RefundCheck>, ProblemHttpResult>> Check(
        Guid saleId,
        RefundToCheck wanted,
        SalesQuery book,
        Words words,
        CancellationToken cancel
    )
    {
        if (Refusal.Of([.. RefundSale.Incomplete(wanted.Lines)]) is { } incomplete)
            return incomplete.ToProblem(words);
        if (await book.Find(saleId, cancel) is not { } sale)
            return PlatformErrors.NotFound().ToProblem(words);

        var balance = new SaleBalance(sale);
        if (RefundSale.Refuse(balance, wanted.Lines!) is { } impossible)
            return impossible.ToProblem(words);

        var back = balance.Take(RefundSale.WantedOf(wanted.Lines!));
        return TypedResults.Ok(
            new RefundCheck(
                back.Total,
                back.Tax,
                back.Rounding,
                back.Due,
                [.. back.Payments.Select(p => new PaymentBack(p.Method, p.Amount))]
            )
        );
    }

    private static async Task<Results<Ok<CursorPage<ReversalSummary>>, ProblemHttpResult>> List(
        string? from,
        string? to,
        [Description("`void` or `refund`; both when absent.")] string? kind,
        string? cursor,
        int? limit,
        ReversalsQuery book,
        Words words,
        CancellationToken cancel
    )
    {
        if (!SalesQuery.TryDay(from, out var first))
            return Errors.DayInvalid("From").ToProblem(words);
        if (!SalesQuery.TryDay(to, out var last))
            return Errors.DayInvalid("To").ToProblem(words);
        if (kind is not null && !ReversalKinds.All.Contains(kind))
            return Errors.ReversalKindUnknown().ToProblem(words);

        var size = limit ?? UsualPage;
        if (size is < 1 or > Cursors.MostItems)
            return Errors.LimitInvalid(Cursors.MostItems).ToProblem(words);

        var before = (Guid?)null;
        if (cursor is not null)
        {
            if (!Cursors.TryRead("reversals", cursor, out _, out var id))
                return PlatformErrors.CursorInvalid().ToProblem(words);
            before = id;
        }
        var rows = await book.Before(new(first, last, kind), before, size + 1, cancel);
        var next = rows.Count > size ? Cursors.Write("reversals", rows[size - 1].Document.ToString(), rows[size - 1].Id) : null;
        return TypedResults.Ok(
            new CursorPage<ReversalSummary>(
                [
                    .. rows.Take(size)
                        .Select(r => new ReversalSummary(
                            r.Id,
                            r.Kind,
                            r.Document.ToString(),
                            r.SaleId,
                            r.OfReceipt.ToString(),
                            r.At,
                            r.Day,
                            r.Total,
                            r.Tax,
                            r.Rounding,
                            r.Due,
                            r.Reason
                        )),
                ],
                next
            )
        );
    }

    private static async Task<Results<Ok<ReversalView>, ProblemHttpResult>> Show(
        Guid reversalId,
        ReversalsQuery book,
        Words words,
        CancellationToken cancel
    ) =>
        await book.Find(reversalId, cancel) is var (reversal, sale)
            ? TypedResults.Ok(ReversalView.Of(reversal, sale))
            : PlatformErrors.NotFound().ToProblem(words);
}
