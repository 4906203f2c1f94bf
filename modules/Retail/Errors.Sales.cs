using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Retail;

/// <summary>Refusals of the till.</summary>
internal static partial class Errors
{
    public static Refusal CartEmpty() => new("retail.cart_empty", 400, "Lines");

    public static Refusal TooManyLines(int most) => new("retail.too_many_lines", 400, "Lines", most);

    /// <summary>Only a business registered for SST writes tax invoices.</summary>
    public static Refusal NoSstNumber() => new("retail.no_sst_number", 409);

    public static Refusal TooManyPayments(int most) => new("retail.too_many_payments", 400, "Payments", most);

    /// <summary>Absent, another business's and never existed are one answer.</summary>
    public static Refusal ProductUnknown(string field) => new("retail.product_unknown", 400, field);

    public static Refusal ProductArchived(string field, string name) => new("retail.product_archived", 409, field, name);

    /// <summary>So little of a priced product that it would cost less than half a sen: goods would leave for nothing.</summary>
    public static Refusal QuantityTooSlight(string field, string product) => new("retail.quantity_too_slight", 400, field, product);

    public static Refusal QuantityOutOfRange(string field, long most) => new("retail.quantity_out_of_range", 400, field, most);

    public static Refusal SaleTooLarge() => new("retail.sale_too_large", 400, "Lines", new Money(Money.MaxParsedSen));

    /// <summary>The till showed another price than the shop asks now: said by name, never charged in silence.</summary>
    public static Refusal PriceChanged(string field, string name, Money shown, Money now) =>
        new("retail.price_changed", 409, field, name, shown, now);

    public static Refusal NotEnoughStock(string field, string name, Quantity left) =>
        new("retail.not_enough_stock", 409, field, name, left);

    /// <summary>The business lets only somebody in charge sell more than there is.</summary>
    public static Refusal BelowZeroNeedsSupervisor(string field, string name, Quantity left) =>
        new("retail.below_zero_needs_supervisor", 409, field, name, left);

    /// <summary>The database's own last word, when stock went between the look and the act.</summary>
    public static Refusal StockWentMeanwhile() => new("retail.stock_went_meanwhile", 409, "Lines");

    public static Refusal PaymentMethodUnknown(string field) => new("retail.payment_method_unknown", 400, field);

    public static Refusal PaymentNotPositive(string field) => new("retail.payment_not_positive", 400, field);

    public static Refusal PaidTooLittle(Money missing) => new("retail.paid_too_little", 400, "Payments", missing);

    /// <summary>Change is given from cash only.</summary>
    public static Refusal PaidTooMuch(Money over) => new("retail.paid_too_much", 400, "Payments", over);

    /// <summary>One or two sen round to nothing, which no coin pays.</summary>
    public static Refusal TooSmallForCash(Money due) => new("retail.too_small_for_cash", 400, "Payments", due);

    public static Refusal DaysOutOfRange(int most) => new("retail.days_out_of_range", 400, "Days", most);

    public static Refusal DayInvalid(string field) => new("retail.day_invalid", 400, field);

    /// <summary>The person may not by themself, and nobody who may has agreed.</summary>
    public static Refusal NeedsSupervisor() => new("retail.needs_supervisor", 403, "Approval");

    /// <summary>Another day's figures stand: what came later is a refund.</summary>
    public static Refusal VoidOtherDay() => new("retail.void_other_day", 409);

    public static Refusal SaleVoided() => new("retail.sale_voided", 409);

    /// <summary>Some of it was refunded: it cannot be voided any more.</summary>
    public static Refusal SaleRefunded() => new("retail.sale_refunded", 409);

    /// <summary>All of it was refunded.</summary>
    public static Refusal NothingLeft() => new("retail.nothing_left", 409);

    public static Refusal NothingToRefund() => new("retail.nothing_to_refund", 400, "Lines");

    public static Refusal SaleLineUnknown(string field) => new("retail.sale_line_unknown", 400, field);

    /// <param name="field">The line's quantity.</param>
    /// <param name="name">What was sold.</param>
    /// <param name="left">How much of it can still come back.</param>
    public static Refusal RefundedMoreThanSold(string field, string name, Quantity left) =>
        new("retail.refunded_more_than_sold", 409, field, name, left);

    /// <summary>So little of a line that was not free that no money would go back for it.</summary>
    public static Refusal RefundTooSlight(string field, string name) => new("retail.refund_too_slight", 400, field, name);

    public static Refusal ReversalKindUnknown() => new("retail.reversal_kind_unknown", 400, "Kind");
}
