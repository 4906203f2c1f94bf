using Niaga.Contract;

namespace Niaga.Trade.Customers;

/// <summary>
/// What stays of a deleted customer while a document or a proof names them: name, the TIN of a tax document, the first address. Contacts,
/// identity numbers, which no document prints, notes, tags, limits and the business's own fields go.
/// </summary>
internal static class CustomerRemains
{
    public static readonly Remainder Of = new(
        "rest_removed_at",
        """
        identity = NULL, identity_key = NULL, registration = NULL, note = NULL, own = NULL,
        fields = '{}', group_id = NULL, credit_limit_sen = NULL, updated_at = $2,
        deleted_at = coalesce(deleted_at, $2), archived_at = coalesce(archived_at, $2), tin_key = NULL
        """,
        new Dictionary<string, string>
        {
            ["trade.customer_addresses"] = """
            NOT EXISTS (SELECT FROM trade.customer_addresses o WHERE o.tenant_id = c.tenant_id AND o.customer_id = c.customer_id
                AND (o.place, o.address_id) < (c.place, c.address_id))
            """,
        }
    );
}
