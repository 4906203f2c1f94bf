using System.Globalization;
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

namespace Niaga.Retail.Sales;

/// <summary><c>/api/v1/sales</c>.</summary>
internal static class SalesApi
{
    private const int UsualPage = 20;

    /// <summary>A sale in a list.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="ReceiptNumber" example="R-000123">Its number, without a gap.</param>
    /// <param name="SoldAt">When.</param>
    /// <param name="BusinessDay">The day in Asia/Kuala_Lumpur it counts for.</param>
    /// <param name="Total">Σ lines, tax included.</param>
    /// <param name="Tax">The part of the total that is tax.</param>
    /// <param name="Rounding">5-sen rounding of the cash part.</param>
    /// <param name="Due">Total and rounding: what was to be paid.</param>
    /// <param name="Lines">How many lines.</param>
    /// <param name="Status"><c>completed</c>, <c>partly_refunded</c>, <c>refunded</c> or <c>voided</c>.</param>
    /// <param name="GivenBack">What its void or refunds gave back of what was paid.</param>
    public sealed record SaleSummary(
        Guid Id,
        string ReceiptNumber,
        DateTimeOffset SoldAt,
        DateOnly BusinessDay,
        Money Total,
        Money Tax,
        Money Rounding,
        Money Due,
        int Lines,
        string Status,
        Money GivenBack
    );

    /// <summary>A sale as recorded.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="ReceiptNumber" example="R-000123">Its number, without a gap.</param>
    /// <param name="SoldAt">When.</param>
    /// <param name="BusinessDay">The day in Asia/Kuala_Lumpur it counts for.</param>
    /// <param name="CashierId">The person who sold.</param>
    /// <param name="ApprovedById">The supervisor who agreed that it takes more than there is; null where nobody was asked.</param>
    /// <param name="Total">Σ lines, tax included.</param>
    /// <param name="Tax">The part of the total that is tax.</param>
    /// <param name="Rounding">5-sen rounding of the cash part.</param>
    /// <param name="Due">Total and rounding: what was to be paid.</param>
    /// <param name="Change">What was given back.</param>
    /// <param name="ReceiptPath" example="r/Xq0Hn3r0mB1oJ9pV5tYk2sWc">The public receipt, within the business's address.</param>
    /// <param name="Lines">What was sold.</param>
    /// <param name="Payments">How it was paid.</param>
    /// <param name="Status"><c>completed</c>, <c>partly_refunded</c>, <c>refunded</c> or <c>voided</c>.</param>
    /// <param name="Reversals">The void or the refunds that put it right, in their order.</param>
    public sealed record SaleView(
        Guid Id,
        string ReceiptNumber,
        DateTimeOffset SoldAt,
        DateOnly BusinessDay,
        Guid CashierId,
        Guid? ApprovedById,
        Money Total,
        Money Tax,
        Money Rounding,
        Money Due,
        Money Change,
        string ReceiptPath,
        IReadOnlyList<SaleLineView> Lines,
        IReadOnlyList<SalePaymentView> Payments,
        string Status,
        IReadOnlyList<ReversalView> Reversals
    );

    /// <summary>A line, as it was sold.</summary>
    /// <param name="Line" example="1">Its number, from 1: a refund names it.</param>
    /// <param name="ProductId">The product.</param>
    /// <param name="Name" example="Milo 1 kg">Its name then.</param>
    /// <param name="Sku" example="MILO-1KG">Its code then.</param>
    /// <param name="Quantity">How much.</param>
    /// <param name="UnitPrice">Price of a unit, tax included.</param>
    /// <param name="TaxCode" example="none">Code of the SST rate.</param>
    /// <param name="TaxBasisPoints" example="0">The rate: 800 is 8 %.</param>
    /// <param name="Tax">The part of the total that is tax.</param>
    /// <param name="Total">Tax included.</param>
    /// <param name="Back">How much of it was voided or refunded.</param>
    public sealed record SaleLineView(
        int Line,
        Guid ProductId,
        string Name,
        string Sku,
        Quantity Quantity,
        Money UnitPrice,
        string TaxCode,
        int TaxBasisPoints,
        Money Tax,
        Money Total,
        Quantity Back
    );

    /// <param name="Method"><c>cash</c>, <c>card</c> or <c>e-wallet</c>.</param>
    /// <param name="Amount">What counts towards the sale.</param>
    /// <param name="Tendered">What was handed over; the rest is change.</param>
    /// <param name="Reference">As given.</param>
    public sealed record SalePaymentView(string Method, Money Amount, Money Tendered, string? Reference);

    /// <summary>A cart to be looked at before it is paid.</summary>
    /// <param name="Lines">What is to be sold, 1 to 500 lines.</param>
    /// <param name="Approval">A supervisor's word, to be tried before the money is counted; a wrong PIN is counted.</param>
    internal sealed record CartToCheck(IReadOnlyList<NewSaleLine?>? Lines, ApprovalGiven? Approval = null);

    /// <param name="Products">The cart's products as they are now; one that is not there is left out.</param>
    /// <param name="Refusals">What recording the sale would be refused for, all of it.</param>
    /// <param name="Warnings">What it would be warned of.</param>
    /// <param name="Supervisors">Whom the caller can ask, where a refusal is <c>retail.below_zero_needs_supervisor</c>; else empty.</param>
    public sealed record SaleCheck(
        IReadOnlyList<CheckedProduct> Products,
        IReadOnlyList<RefusalResponse.FieldError> Refusals,
        IReadOnlyList<RefusalResponse.FieldError> Warnings,
        IReadOnlyList<SupervisorToAsk> Supervisors
    );

    /// <param name="Id">The member.</param>
    /// <param name="Name" example="Siti Aminah">How they call themselves.</param>
    public sealed record SupervisorToAsk(Guid Id, string Name);

    /// <param name="ProductId">The product.</param>
    /// <param name="UnitPrice">Its price now, tax included.</param>
    /// <param name="OnHand">How much there is; null where nobody counted.</param>
    public sealed record CheckedProduct(Guid ProductId, Money UnitPrice, Quantity? OnHand);

    /// <param name="Day">Business day in Asia/Kuala_Lumpur.</param>
    /// <param name="Sales">How many sales, without those voided.</param>
    /// <param name="Items">Σ quantities, less what came back.</param>
    /// <param name="Takings">Totals with their rounding, less what was given back that day.</param>
    /// <param name="Tax">Tax within the totals, likewise.</param>
    /// <param name="GivenBack">What voids and refunds of the day gave back.</param>
    public sealed record SalesDay(DateOnly Day, long Sales, Quantity Items, Money Takings, Money Tax, Money GivenBack);

    public static void Map(IEndpointRouteBuilder api)
    {
        var sales = api.MapGroup("/sales").WithTags("Sales");
        sales
            .MapPost("", Record)
            .WithMetadata(new NeedsAttribute(Permissions.Sell))
            .WithSummary("Record a sale")
            .WithDescription(
                "Prices are the shop's own, tax included; send unitPrice to be told (retail.price_changed) when a price is not what "
                    + "the customer was shown. "
                    + "Cash is what was tendered: the part due in cash is rounded to 5 sen and the change answered. "
                    + "Selling more than there is follows the business's rule: the sale stands and shortages names what to count, "
                    + "or it needs somebody in charge (retail.below_zero_needs_supervisor), or is refused (retail.not_enough_stock). "
                    + "Where it needs somebody in charge, approval names a supervisor and their PIN; a wrong one is counted, and too "
                    + "many lock it (platform.supervisor_pin_wrong, platform.supervisor_pin_locked). "
                    + "Send an Idempotency-Key: a repeated request sells once."
            )
            .Refuses(
                Errors.CartEmpty(),
                Errors.TooManyLines(0),
                Errors.TooManyPayments(0),
                PlatformErrors.Required("Lines"),
                Errors.ProductUnknown("Lines"),
                Errors.ProductArchived("Lines", ""),
                Errors.NotEnoughStock("Lines", "", default),
                Errors.BelowZeroNeedsSupervisor("Lines", "", default),
                Errors.NeedsSupervisor(),
                Errors.StockWentMeanwhile(),
                Errors.SaleTooLarge(),
                Errors.PaymentMethodUnknown("Payments"),
                Errors.PaymentNotPositive("Payments")
            );
        sales
            .MapPost("/check", Check)
            .WithMetadata(new NeedsAttribute(Permissions.Sell))
            .WithSummary("See what would come of a sale")
            .WithDescription(
                "Records nothing. Answers everything the sale would be refused for and warned of at this moment, and the products' "
                    + "prices and stock as they are now. With approval it is as if the supervisor had agreed; a wrong PIN is counted."
            )
            .Refuses(Errors.CartEmpty(), Errors.TooManyLines(0), PlatformErrors.Required("Lines"), Errors.NeedsSupervisor());
        sales
            .MapGet("", List)
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
            .WithSummary("Sales, newest first")
            .WithDescription("from and to are business days (2026-11-23), both included.")
            .ProducesProblem(400);
        sales
            .MapGet("/summary", Summary)
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
            .WithSummary("Sales by day, today last")
            .WithDescription("days is 1 to 366, 30 when left out.")
            .ProducesProblem(400);
        sales
            .MapGet("/{saleId:guid}", Show)
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
            .WithSummary("One sale with its lines and payments")
            .ProducesProblem(404);
    }

    private static async Task<Results<Created<RecordSale.Receipt>, ProblemHttpResult>> Record(
        NewSale sale,
        SupervisorApproval approval,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var asked = await approval.AskIfGiven(Permissions.SellBelowZero, sale.Approval, cancel);
        if (!asked.Succeeded(out var supervisor, out var refusal))
            return refusal.ToProblem(words);

        var outcome = await RecordSale.Do(runner, new(sale.Lines, sale.Payments, supervisor), cancel);
        return outcome.Succeeded(out var receipt, out refusal)
            ? TypedResults.Created($"/api/v1/sales/{receipt.Id}", receipt)
            : refusal.ToProblem(words);
    }

    private static async Task<Results<Ok<SaleCheck>, ProblemHttpResult>> Check(
        CartToCheck cart,
        SupervisorApproval approval,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var asked = await approval.AskIfGiven(Permissions.SellBelowZero, cart.Approval, cancel);
        if (!asked.Succeeded(out var supervisor, out var refusal))
            return refusal.ToProblem(words);
        if (!(await CheckSale.Do(runner, new(cart.Lines, supervisor), cancel)).Succeeded(out var found, out refusal))
            return refusal.ToProblem(words);

        var needed = found.Refusals.Any(r => r.Code == Errors.BelowZeroNeedsSupervisor("Lines", "", default).Code);
        var supervisors = needed ? await approval.Choices(Permissions.SellBelowZero, cancel) : [];
        return TypedResults.Ok(
            new SaleCheck(
                [.. found.Products.Select(p => new CheckedProduct(p.Id, p.UnitPrice, p.OnHand))],
                [.. found.Refusals.Select(r => RefusalResponse.OfField(r, words))],
                [
                    .. found.Shortages.Select(s => new RefusalResponse.FieldError(
                        $"lines[{s.Line}].quantity",
                        "retail.sold_below_zero",
                        words["retail.sales.below_zero", s.Name, s.Left]
                    )),
                ],
                [.. supervisors.Select(s => new SupervisorToAsk(s.Person.Value, s.Name))]
            )
        );
    }

    private static async Task<Results<Ok<CursorPage<SaleSummary>>, ProblemHttpResult>> List(
        string? from,
        string? to,
        string? cursor,
        int? limit,
        SalesQuery book,
        Words words,
        CancellationToken cancel
    )
    {
        if (!SalesQuery.TryDay(from, out var first))
            return Errors.DayInvalid("From").ToProblem(words);
        if (!SalesQuery.TryDay(to, out var last))
            return Errors.DayInvalid("To").ToProblem(words);

        var size = limit ?? UsualPage;
        if (size is < 1 or > Cursors.MostItems)
            return Errors.LimitInvalid(Cursors.MostItems).ToProblem(words);

        var below = long.MaxValue;
        if (
            cursor is not null
            && (
                !Cursors.TryRead(cursor, out var value, out _)
                || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out below)
            )
        )
        {
            return PlatformErrors.CursorInvalid().ToProblem(words);
        }
        var rows = await book.Below(new(first, last), below, size + 1, cancel);
        var next =
            rows.Count > size ? Cursors.Write(rows[size - 1].Number.ToString(CultureInfo.InvariantCulture), rows[size - 1].Id) : null;
        return TypedResults.Ok(
            new CursorPage<SaleSummary>(
                [
                    .. rows.Take(size)
                        .Select(r => new SaleSummary(
                            r.Id,
                            r.Receipt.ToString(),
                            r.SoldAt,
                            r.Day,
                            r.Total,
                            r.Tax,
                            r.Rounding,
                            r.Due,
                            r.Lines,
                            r.Status.Key(),
                            r.GivenBack
                        )),
                ],
                next
            )
        );
    }

    private static async Task<Results<Ok<SaleView>, ProblemHttpResult>> Show(
        Guid saleId,
        SalesQuery book,
        Words words,
        CancellationToken cancel
    )
    {
        if (await book.Find(saleId, cancel) is not { } s)
            return PlatformErrors.NotFound().ToProblem(words);

        var balance = new SaleBalance(s).Lines.ToDictionary(l => l.Number);
        return TypedResults.Ok(
            new SaleView(
                s.SaleId,
                new ReceiptNumber(s.ReceiptNumber).ToString(),
                s.SoldAt,
                s.BusinessDay,
                s.CashierId.Value,
                s.ApprovedById?.Value,
                s.Total,
                s.Tax,
                s.Rounding,
                s.Due,
                s.Change,
                "r/" + s.PublicToken,
                [
                    .. s.Lines.Select(l => new SaleLineView(
                        l.Line,
                        l.ProductId,
                        l.Name,
                        l.Sku,
                        l.Quantity,
                        l.UnitPrice,
                        l.TaxCode,
                        l.TaxBasisPoints,
                        l.Tax,
                        l.Total,
                        balance[l.Line].Back
                    )),
                ],
                [.. s.Payments.Select(p => new SalePaymentView(p.Method, p.Amount, p.Tendered, p.Reference))],
                s.Status.Key(),
                [.. s.Reversals.Select(r => ReversalView.Of(r, s))]
            )
        );
    }

    private static async Task<Results<Ok<SalesDay[]>, ProblemHttpResult>> Summary(
        int? days,
        SalesFigures figures,
        Words words,
        CancellationToken cancel
    )
    {
        var span = days ?? SalesFigures.DaysOnDashboard;
        if (span is < 1 or > SalesFigures.MostDays)
            return Errors.DaysOutOfRange(SalesFigures.MostDays).ToProblem(words);

        return TypedResults.Ok(
            (await figures.Last(span, cancel)).Select(d => new SalesDay(d.Date, d.Sales, d.Items, d.Takings, d.Tax, d.GivenBack)).ToArray()
        );
    }
}
