using Niaga.Fields;

namespace Niaga.Trade.Customers;

/// <summary>Customers take fields of the business's own.</summary>
internal static class CustomerOwnFields
{
    public static readonly FieldKind Kind = new(CustomerAudit.Subject, "customers", TradePermissions.CustomersView, "nav.trade.customers");
}
