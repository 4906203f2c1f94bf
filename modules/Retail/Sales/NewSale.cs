using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>A sale as a till or an integrator sends it.</summary>
/// <param name="Lines">What is sold, 1 to 500 lines.</param>
/// <param name="Payments">How it is paid, up to 10; none when everything is free.</param>
/// <param name="Approval">A supervisor's word for a sale of more than there is; left out where nobody has to be asked.</param>
/// <param name="CustomerId">To whom it is sold; left out where nobody asked.</param>
/// <param name="BranchId">Where it is sold; where the caller works when left out, and the only place where there is one.</param>
/// <example>
/// {"lines":[{"productId":"01980d2e-5c1a-7b34-9f00-3a7c1f0e9d21","quantity":"2.5","unitPrice":"12.50"}],
/// "payments":[{"method":"cash","amount":"50.00"}]}
/// </example>
internal sealed record NewSale(
    IReadOnlyList<NewSaleLine?>? Lines,
    IReadOnlyList<NewSalePayment?>? Payments,
    ApprovalGiven? Approval = null,
    Guid? CustomerId = null,
    Guid? BranchId = null
);

/// <summary>A line of the cart.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">More than 0, at most 99,999, to three decimals.</param>
/// <param name="UnitPrice">The price the customer was shown; refused with <c>retail.price_changed</c> when it is another now. May be left
/// out.</param>
internal sealed record NewSaleLine(Guid? ProductId, Quantity? Quantity, Money? UnitPrice = null);

/// <summary>A payment.</summary>
/// <param name="Method" example="cash"><c>cash</c>, <c>card</c> or <c>e-wallet</c>.</param>
/// <param name="Amount">What is handed over: change is given from cash only.</param>
/// <param name="Reference">Approval code or transaction number, at most 60 characters.</param>
internal sealed record NewSalePayment(string? Method, Money? Amount, string? Reference = null);
