using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Trade.Customers;

/// <summary>
/// The customer of a phone number where one sells: the one who has it, or a new one. Two tills that ask for the same number at once get the
/// same customer.
/// </summary>
[Needs(TradePermissions.CustomersPick)]
internal sealed class AddCustomerByPhone(
    TenantSession session,
    TradeDb db,
    CustomerRecords records,
    DisclosureLog disclosures,
    AuditTrail audit,
    Outbox outbox
) : UseCase<AddCustomerByPhone, AddCustomerByPhone.Input, PickedCustomer>
{
    /// <param name="Name">Left out, they are called by their number until somebody asks.</param>
    public sealed record Input(string? Phone, string? Name);

    public override async Task<Outcome<PickedCustomer>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        if (string.IsNullOrWhiteSpace(input.Phone))
            refusals.Add(PlatformErrors.Required(nameof(input.Phone)));
        else if (!PhoneNumber.TryParse(input.Phone, out _))
            refusals.Add(CustomerErrors.PhoneInvalid(nameof(input.Phone)));
        var name = SingleLineText.Read(input.Name, nameof(input.Name), CustomerInput.LongestName, refusals);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var phone = PhoneNumber.Parse(input.Phone);
        await records.Hold(phone.Value, cancel);
        if (await Known(phone, cancel) is { } known)
            return known;

        var typed = new CustomerInput(CustomerKinds.Person, name ?? phone.ToString(), [phone.Value]) { AsksNoField = true };
        if (!(await records.Check(typed, self: null, now: null, cancel)).Succeeded(out var read, out refusal))
            return refusal;

        var customer = await records.Add(read, cancel);
        audit.Record(
            "trade.customer_created",
            CustomerAudit.Subject,
            customer.CustomerId,
            after: CustomerAudit.Facts(read.Details, archived: false)
        );
        outbox.Publish(CustomerTold.Created, CustomerTold.Of(customer));
        return new PickedCustomer(customer.CustomerId, read.Details.Name, customer.Kind, phone.ToString(), null, New: true);
    }

    public override Refusal? Explain(PostgresException violation, Input input) => CustomerRecords.Explain(violation);

    private async Task<PickedCustomer?> Known(PhoneNumber phone, CancellationToken cancel)
    {
        var keys = BlindIndex.AnyWhole(await session.Cipher(cancel), CustomerColumns.ValueKey, phone.Value);
        var known = await db.Set<CustomerContact>()
            .AsNoTracking()
            .Where(c => c.Kind == CustomerContact.Phone && keys.Contains(c.ValueKey))
            .Join(
                db.Set<Customer>().Where(c => c.ArchivedAt == null),
                c => c.CustomerId,
                c => c.CustomerId,
                (contact, customer) => new { contact.Shared, Customer = customer }
            )
            .OrderBy(c => c.Shared)
            .ThenBy(c => c.Customer.CustomerId)
            .Select(c => new
            {
                c.Customer,
                Group = db.Set<CustomerGroup>().Where(g => g.GroupId == c.Customer.GroupId).Select(g => g.Name).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancel);
        if (known is null)
            return null;

        var id = known.Customer.CustomerId;
        var shown = await disclosures.Show(CustomerAudit.Subject, [id], CustomerFacts.Picked, cancel);
        return new(id, shown.Text(known.Customer.Name, id)!, known.Customer.Kind, phone.ToString(), known.Group, New: false);
    }
}
