using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Imports;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Exports;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Trade.Customers;

/// <summary>The customers as a file, on the API and on the site, with the list's own filters.</summary>
internal static class CustomerFiles
{
    private const string Exported = "trade.customers_exported";

    /// <summary>The kind of import that takes these columns.</summary>
    private const string Import = "trade.customers";

    private const int Portion = 500;

    private sealed record Closed(
        Customer Customer,
        string? Group,
        List<CustomerContact> Contacts,
        CustomerAddress? Address,
        List<string> Tags
    );

    private sealed record Row(Closed Of, Disclosure Shown)
    {
        public Customer Customer => Of.Customer;

        public AddressDetails? Address { get; } = Of.Address?.Details(Shown);

        public FieldValues Fields { get; } = CustomerRecords.FieldsOf(Shown, Of.Customer.CustomerId, Of.Customer.Fields, Of.Customer.Own);

        public IdentityNumber? Identity => IdentityNumber.OfStored(Text(Customer.Identity));

        public string? Text(Personal<string>? value) => Shown.Text(value, Customer.CustomerId);

        public string Contact(string kind, Func<string, string> shown) =>
            string.Join("; ", Of.Contacts.Where(c => c.Kind == kind).OrderBy(c => c.Place).Select(c => shown(Text(c.Value)!)));
    }

    public static void MapApi(IEndpointRouteBuilder api) =>
        api.MapGet("/customers/export", Customers)
            .WithTags("Customers")
            .WithMetadata(new NeedsAttribute(TradePermissions.CustomersExport))
            .Discloses(Purposes.Export, CustomerAudit.Subject)
            .Exports(Exported)
            .WithSummary("Export customers as CSV")
            .WithDescription("Filters as in the list. Each export is in the security log.")
            .Produces<string>(200, "text/csv")
            .ProducesProblem(400)
            .Refuses(PlatformErrors.Invalid("Archived"));

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/customers", Customers, TradePermissions.CustomersExport, Exported, CustomerAudit.Subject);

    private static async Task<IResult> Customers(
        TenantSession session,
        DisclosureLog disclosures,
        BusinessFields own,
        ImportHeadings headings,
        Words words,
        TimeProvider clock,
        HttpRequest request,
        CancellationToken cancel,
        string? q = null,
        [Description("`person` or `company`; both when left out.")] string? kind = null,
        [Description("Name of a group.")] string? group = null,
        [Description("A tag.")] string? tag = null,
        string? archived = null
    )
    {
        var db = session.Open<TradeDb>();
        var set = await own.Of(CustomerOwnFields.Kind, cancel);
        var filter = new CustomerFilter(q, kind, group, tag, archived) { Own = FieldFilter.Of(set, request.Query) };
        var sought = await CustomerTokens.Of(session, q, cancel);
        if (filter.Apply(db, sought) is not { } customers)
            return PlatformErrors.Invalid("Archived").ToProblem(words);

        return new ExportFile(
            $"{words["trade.customers.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}",
            await customers.CountAsync(cancel),
            ExportTable.Of(Columns(words, set, headings), reading => Rows(session.Open<TradeDb>(), filter, sought, disclosures, reading))
        );
    }

    /// <summary>In the order they were added. Written down portion by portion: whoever stops the file saw no more than it holds.</summary>
    private static async IAsyncEnumerable<Row> Rows(
        TradeDb db,
        CustomerFilter filter,
        CustomerTokens.Sought sought,
        DisclosureLog disclosures,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var all = filter
            .Apply(db, sought)!
            .OrderBy(c => c.CustomerId)
            .Select(c => new Closed(
                c,
                db.Set<CustomerGroup>().Where(g => g.GroupId == c.GroupId).Select(g => g.Name).FirstOrDefault(),
                db.Set<CustomerContact>().Where(x => x.CustomerId == c.CustomerId).ToList(),
                db.Set<CustomerAddress>().Where(a => a.CustomerId == c.CustomerId).OrderBy(a => a.Place).FirstOrDefault(),
                db.Set<CustomerTag>().Where(t => t.CustomerId == c.CustomerId).OrderBy(t => t.TagKey).Select(t => t.Tag).ToList()
            ))
            .AsAsyncEnumerable();
        await foreach (var portion in all.Chunk(Portion).WithCancellation(cancel))
        {
            var ids = portion.Select(c => c.Customer.CustomerId);
            var shown = await disclosures.Show(CustomerAudit.Subject, ids, CustomerFacts.All, cancel);
            foreach (var one in portion.Select(c => new Row(c, shown)).Where(r => !sought.IsAsked || sought.Fits(r.Text(r.Customer.Name)!)))
                yield return one;
        }
    }

    private static IReadOnlyList<ExportColumn<Row>> Columns(Words words, FieldSet own, ImportHeadings headings) =>
        [
            new(words["trade.customer.name"], r => r.Text(r.Customer.Name)),
            new(words["trade.customer.kind"], r => words["trade.customer.kind." + r.Customer.Kind]),
            new(words["trade.customer.phones"], r => r.Contact(CustomerContact.Phone, CustomerContact.Dialled)),
            new(words["trade.customer.emails"], r => r.Contact(CustomerContact.Email, v => v)),
            new(words["trade.customer.group"], r => r.Of.Group),
            new(words["trade.customer.tags"], r => string.Join("; ", r.Of.Tags)),
            new(words["trade.customer.tin"], r => r.Text(r.Customer.Tin)),
            new(words["trade.customer.identity_kind"], r => r.Identity is { } number ? words["trade.identity." + number.Kind] : null),
            new(words["trade.customer.identity"], r => r.Identity?.RevealPrinted() ?? r.Text(r.Customer.Identity)),
            new(words["trade.customer.registration"], r => r.Text(r.Customer.Registration)),
            new(words["trade.customer.credit_limit"], r => r.Customer.CreditLimit),
            new(words["trade.address.line1"], r => r.Address?.Line1),
            new(words["trade.address.line2"], r => r.Address?.Line2),
            new(words["trade.address.postcode"], r => r.Address?.Postcode),
            new(words["trade.address.town"], r => r.Address?.Town),
            new(words["trade.address.state"], r => MalaysianState.TryParse(r.Address?.State, out var state) ? state.Name : null),
            new(words["trade.customer.note"], r => r.Text(r.Customer.Note)),
            new(words["trade.customer.since"], r => MalaysianTime.Day(r.Customer.CreatedAt)),
            .. own.Headings(name => headings.Knows(Import, name) || name == words["trade.customer.since"])
                .Select(h => new ExportColumn<Row>(h.Heading, r => FieldSet.Cell(h.Field, r.Fields, words))),
        ];
}
