using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Keeping;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>What the page of a deleted customer still tells: that they lie in the bin, or were removed and what is kept why.</summary>
internal sealed class RemovedCustomer(TenantSession session, DisclosureLog disclosures, NeededBy needed, RetentionPeriods periods)
{
    /// <param name="Name">What they are called on documents.</param>
    /// <param name="Addresses">The address that documents need.</param>
    /// <param name="DeletedOn">The day they came into the bin.</param>
    /// <param name="GoesOn">The day whose run removes them.</param>
    /// <param name="RemovedOn">The day they were removed; null while they lie in the bin.</param>
    /// <param name="Needs">What keeps the rest.</param>
    internal sealed record Card(
        string Name,
        IReadOnlyList<CustomerAddressView> Addresses,
        DateOnly DeletedOn,
        DateOnly GoesOn,
        DateOnly? RemovedOn,
        IReadOnlyList<NeededBy.Need> Needs
    );

    /// <returns>Null where no deleted customer has the id.</returns>
    public async Task<Card?> Find(Guid id, CancellationToken cancel)
    {
        var tenant = session.Tenant.Value;
        var found = await session.Rows(
            $"""
            SELECT c.name, c.deleted_at, c.rest_removed_at, ARRAY(SELECT trade.customer_family({tenant}, {id}))
            FROM trade.customers c WHERE c.tenant_id = {tenant} AND c.customer_id = {id} AND c.deleted_at IS NOT NULL
            """,
            row =>
                (
                    Name: row.Personal(0, CustomerColumns.Name, id),
                    DeletedAt: row.GetFieldValue<DateTimeOffset>(1),
                    RemovedAt: row.IsDBNull(2) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(2),
                    Family: row.GetFieldValue<Guid[]>(3)
                ),
            cancel
        );
        if (found is not [var customer])
            return null;

        var addresses = customer.RemovedAt is null
            ? []
            : await session.Rows(
                $"""
                SELECT address_id, label, line1, line2, postcode, town, state FROM trade.customer_addresses
                WHERE tenant_id = {tenant} AND customer_id = {id} ORDER BY place
                """,
                row =>
                    (
                        Parts: (Personal<string>?[])
                            [.. CustomerColumns.AddressParts.Select((column, i) => row.Personal(1 + i, column, row.GetGuid(0)))],
                        State: row.IsDBNull(6) ? null : row.GetString(6)
                    ),
                cancel
            );
        var shown = await disclosures.Show(CustomerAudit.Subject, [id], [CustomerFacts.Name, CustomerFacts.Address], cancel);
        var days = (await periods.Read(cancel))[RetentionClass.Deleted];
        var deleted = MalaysianTime.Day(customer.DeletedAt);
        return new(
            shown.Text(customer.Name, id)!,
            [
                .. addresses.Select(a => new CustomerAddressView(
                    shown.Text(a.Parts[0], id),
                    shown.Text(a.Parts[1], id)!,
                    shown.Text(a.Parts[2], id),
                    shown.Text(a.Parts[3], id),
                    shown.Text(a.Parts[4], id),
                    a.State
                )),
            ],
            deleted,
            RetentionClass.Deleted.DueOn(deleted, days),
            customer.RemovedAt is { } at ? MalaysianTime.Day(at) : null,
            await needed.Of(CustomersBin.Table, customer.Family, cancel)
        );
    }
}
