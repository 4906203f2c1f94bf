using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Restrictions;

namespace Niaga.Trade.Customers;

/// <summary>Customers can be restricted: a member's own family, somebody well known, somebody in a dispute.</summary>
internal static class CustomerRestriction
{
    public static readonly RestrictedKind Kind = new(
        CustomerAudit.Subject,
        "customers",
        TradePermissions.CustomersView,
        (session, id, cancel) => session.Open<TradeDb>().Set<Customer>().AnyAsync(c => c.CustomerId == id, cancel)
    );
}
