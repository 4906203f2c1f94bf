using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Trade.Branches;
using Niaga.Trade.Customers;

namespace Niaga.Retail.Sales;

/// <summary><c>/api/v1/sales</c>.</summary>
internal static partial class SalesApi
{
    private const int UsualPage = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        var sales = api.MapGroup("/sales").WithTags("Sales").Discloses(Purposes.Sale, "trade.customer");
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
                CustomerErrors.NotFound(),
                BranchErrors.NotFound(),
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
            .Refuses(
                Errors.CartEmpty(),
                Errors.TooManyLines(0),
                PlatformErrors.Required("Lines"),
                Errors.NeedsSupervisor(),
                BranchErrors.NotFound()
            );
        sales
            .MapGet("", List)
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
            .WithSummary("Sales, newest first")
            .WithDescription("from and to are business days (2026-11-23), both included.")
            .ProducesProblem(400)
            .Refuses(Errors.DayInvalid("From"), Errors.LimitInvalid(Cursors.MostItems));
        sales
            .MapGet("/summary", Summary)
            .WithMetadata(new NeedsAttribute(Permissions.SalesView))
            .WithSummary("Sales by day, today last")
            .WithDescription("days is 1 to 366, 30 when left out.")
            .ProducesProblem(400)
            .Refuses(Errors.DaysOutOfRange(SalesFigures.MostDays));
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

        var outcome = await RecordSale.Do(runner, new(sale.Lines, sale.Payments, supervisor, sale.CustomerId, sale.BranchId), cancel);
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
        if (!(await CheckSale.Do(runner, new(cart.Lines, supervisor, cart.BranchId), cancel)).Succeeded(out var found, out refusal))
            return refusal.ToProblem(words);

        var needed = found.Refusals.Any(r => r.Code == Errors.BelowZeroNeedsSupervisor("Lines", "", default).Code);
        var supervisors = needed ? await approval.Choices(Permissions.SellBelowZero, cancel) : [];
        return TypedResults.Ok(
            new SaleCheck(
                [.. found.Products.Select(p => new CheckedProduct(p.Id, p.UnitPrice, p.OnHand))],
                [.. found.Refusals.Select(r => SayElsewhere(RefusalResponse.OfField(r, words), found, words))],
                [
                    .. found
                        .Shortages.Select(s => new RefusalResponse.FieldError(
                            $"lines[{s.Line}].quantity",
                            "retail.sold_below_zero",
                            words["retail.sales.below_zero", s.Name, s.Left]
                        ))
                        .Select(s => SayElsewhere(s, found, words)),
                ],
                [.. supervisors.Select(s => new SupervisorToAsk(s.Person.Value, s.Name))]
            )
        );
    }

    /// <summary>What is short here may lie at another place of the business: the sentence goes on with where, and how much.</summary>
    private static RefusalResponse.FieldError SayElsewhere(RefusalResponse.FieldError said, CheckSale.Result found, Words words)
    {
        var places = found.Elsewhere.FirstOrDefault(e => said.Field == $"lines[{e.Key}].quantity").Value ?? [];
        return places.Count == 0
            ? said
            : said with
            {
                Message =
                    $"{said.Message} {words["retail.sales.elsewhere", string.Join(", ", places.Select(p => $"{p.Branch} ({p.OnHand})"))]}",
            };
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
                !Cursors.TryRead("sales", cursor, out var value, out _)
                || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out below)
            )
        )
        {
            return PlatformErrors.CursorInvalid().ToProblem(words);
        }
        var rows = await book.Below(new(first, last), below, size + 1, cancel);
        var next =
            rows.Count > size
                ? Cursors.Write("sales", rows[size - 1].Number.ToString(CultureInfo.InvariantCulture), rows[size - 1].Id)
                : null;
        return TypedResults.Ok(
            new CursorPage<SaleSummary>(
                [
                    .. rows.Take(size)
                        .Select(r => new SaleSummary(
                            r.Id,
                            r.Receipt.ToString(),
                            r.Branch,
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
        CustomerNames customers,
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
                s.BranchId,
                s.SoldAt,
                s.BusinessDay,
                s.CashierId.Value,
                s.ApprovedById?.Value,
                s.Buyer?.CustomerId,
                (await customers.Of(s.Buyer?.CustomerId, cancel))?.Name,
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
        var span = days ?? RecentSales.Days;
        if (span is < 1 or > SalesFigures.MostDays)
            return Errors.DaysOutOfRange(SalesFigures.MostDays).ToProblem(words);

        return TypedResults.Ok(
            (await figures.Last(span, cancel)).Select(d => new SalesDay(d.Date, d.Sales, d.Items, d.Takings, d.Tax, d.GivenBack)).ToArray()
        );
    }
}
