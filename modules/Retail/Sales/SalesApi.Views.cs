using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Retail.Sales;

/// <summary>What <c>/api/v1/sales</c> takes and answers.</summary>
internal static partial class SalesApi
{
    /// <summary>A sale in a list.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="ReceiptNumber" example="R-000123">Its number, without a gap.</param>
    /// <param name="BranchId">Where it was sold.</param>
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
        Guid BranchId,
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
    /// <param name="BranchId">Where it was sold.</param>
    /// <param name="SoldAt">When.</param>
    /// <param name="BusinessDay">The day in Asia/Kuala_Lumpur it counts for.</param>
    /// <param name="CashierId">The person who sold.</param>
    /// <param name="ApprovedById">The supervisor who agreed that it takes more than there is; null where nobody was asked.</param>
    /// <param name="CustomerId">To whom it was sold, as chosen then; null where nobody asked.</param>
    /// <param name="Customer" example="Nur Aisyah binti Rahman">What they are called now.</param>
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
        Guid BranchId,
        DateTimeOffset SoldAt,
        DateOnly BusinessDay,
        Guid CashierId,
        Guid? ApprovedById,
        Guid? CustomerId,
        string? Customer,
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
    /// <param name="BranchId">Where it is to be sold; where the caller works when left out.</param>
    /// <example>
    /// {"lines":[{"productId":"01980d2e-5c1a-7b34-9f00-3a7c1f0e9d21","quantity":"2.5","unitPrice":"12.50"}]}
    /// </example>
    internal sealed record CartToCheck(IReadOnlyList<NewSaleLine?>? Lines, ApprovalGiven? Approval = null, Guid? BranchId = null);

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
}
