using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Fields;
using Niaga.Platform.Callers;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Trade.Customers;

/// <summary><c>/api/v1/customers</c>.</summary>
internal static partial class CustomersApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var (pick, view) = (new NeedsAttribute(TradePermissions.CustomersPick), new NeedsAttribute(TradePermissions.CustomersView));
        var (edit, merge) = (new NeedsAttribute(TradePermissions.CustomersEdit), new NeedsAttribute(TradePermissions.CustomersMerge));
        var customers = api.MapGroup("/customers").WithTags("Customers").Discloses(Purposes.Records, CustomerAudit.Subject);
        customers
            .MapGet("", List)
            .WithMetadata(view)
            .WithSummary("List customers")
            .WithDescription(
                "In the order they were added: names lie encrypted and have none. `q` takes the starts of words of a name in any order, "
                    + "three letters or a shorter word whole, a phone number or its last four digits, an e-mail address, a TIN, a MyKad or "
                    + "passport number; `kind`, `group` and `tag` narrow; `archived` is false, true or all; `sort` is since or -since; "
                    + "`limit` is at most 100. "
                    + "A choice or a yes or no of the business's own narrows by its key: `field.level=gold`."
            )
            .Refuses(
                CustomerErrors.LimitInvalid(Cursors.MostItems),
                CustomerErrors.SortUnknown(),
                CustomerErrors.KindUnknown(),
                PlatformErrors.Invalid("Archived")
            );
        customers
            .MapGet("/lookup", LookUp)
            .WithMetadata(pick)
            .Discloses(Purposes.Sale, CustomerAudit.Subject)
            .WithSummary("Find a customer where one sells")
            .WithDescription(
                "By a phone number or its last four digits, or the beginnings of words of a name, from three characters on; at most 8, "
                    + "archived ones left out."
            );
        customers
            .MapPost("/by-phone", ByPhone)
            .WithMetadata(pick)
            .Discloses(Purposes.Sale, CustomerAudit.Subject)
            .WithSummary("The customer of a phone number")
            .WithDescription("Whoever has it, or a new customer. However many ask for one number at once, they get one customer.")
            .Refuses(PlatformErrors.Required("Phone"), CustomerErrors.PhoneInvalid("Phone"), CustomerErrors.TakenMeanwhile());
        customers
            .MapGet("/duplicates", Duplicates)
            .WithMetadata(edit)
            .WithSummary("Who may be the same customer")
            .WithDescription(
                "Customers with the same phone, e-mail address, TIN or identity number, or nearly the same name, as one being typed."
            );
        customers
            .MapGet("/{id:guid}", Show)
            .WithMetadata(view)
            .WithSummary("A customer")
            .WithDescription("Its ETag goes into If-Match of a change.")
            .HasETag()
            .Refuses(CustomerErrors.NotFound(), PlatformErrors.RecordRestricted());
        customers
            .MapGet("/{id:guid}/timeline", Timeline)
            .WithMetadata(view)
            .WithSummary("What happened with a customer")
            .WithDescription("The newest 50 of every module, or those before a time; each as far as the caller may read it.")
            .Refuses(CustomerErrors.NotFound(), PlatformErrors.RecordRestricted());
        customers
            .MapGet("/{id:guid}/looks", Looks)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.AuditView))
            .WithSummary("Who looked at a customer's data")
            .WithDescription(
                "Everybody to whom encrypted values of this customer were shown, and of whoever was merged into them: the newest first. "
                    + "`limit` is at most 100."
            )
            .Refuses(CustomerErrors.NotFound(), CustomerErrors.LimitInvalid(Cursors.MostItems));
        customers
            .MapPost("", Create)
            .WithMetadata(edit)
            .WithSummary("Add a customer")
            .WithDescription("A phone or e-mail address that another customer has is refused, unless `shared` says that this is right.")
            .Refuses(Wrong);
        customers
            .MapPut("/{id:guid}", Replace)
            .HasETag()
            .WithMetadata(edit)
            .WithSummary("Change a customer")
            .WithDescription(
                "All of it: what is left out is emptied, but a credit limit that the caller may not choose. Asks for If-Match."
            )
            .Refuses([CustomerErrors.NotFound(), CustomerErrors.Merged(""), .. Wrong]);
        customers
            .MapDelete("/{id:guid}", Delete)
            .WithMetadata(new NeedsAttribute(TradePermissions.CustomersDelete))
            .WithSummary("Delete a customer")
            .WithDescription(
                "Into the bin, with whoever was merged into them: they are found nowhere and their numbers are free. Restoring undoes it "
                    + "until the business's period is over. What a document needs is kept for as long as the document."
            )
            .Refuses(
                CustomerErrors.NotFound(),
                CustomerErrors.Merged(""),
                PlatformErrors.ChangedByAnother(),
                PlatformErrors.RecordRestricted()
            );
        customers
            .MapPost("/{id:guid}/archive", Archive)
            .WithMetadata(edit)
            .WithSummary("Archive a customer")
            .WithDescription("They are off the lists and what they bought stays. Restoring takes it back.")
            .Refuses(CustomerErrors.NotFound(), PlatformErrors.ChangedByAnother(), PlatformErrors.RecordRestricted());
        customers
            .MapPost("/{id:guid}/restore", Restore)
            .WithMetadata(edit)
            .WithSummary("Restore an archived or deleted customer")
            .WithDescription("Out of the bin they come back as they were: on the lists, or archived.")
            .Refuses(CustomerErrors.NotFound(), CustomerErrors.Merged(""), CustomerErrors.Removed(), CustomerErrors.TakenMeanwhile());
        customers
            .MapPost("/{id:guid}/consents", Agree)
            .WithMetadata(edit)
            .WithSummary("Record a consent")
            .WithDescription("One holds for each purpose at a time.")
            .Refuses(
                CustomerErrors.NotFound(),
                CustomerErrors.ConsentPurposeUnknown(),
                CustomerErrors.ConsentChannelUnknown(),
                CustomerErrors.ConsentGiven(),
                CustomerErrors.ConsentPaperUnknown(),
                PlatformErrors.TooLong("Wording", RecordConsent.LongestWording)
            );
        customers
            .MapGet("/{id:guid}/consents", Consented)
            .WithMetadata(new NeedsAttribute(TradePermissions.CustomersView))
            .WithSummary("List a customer's consents with their proof")
            .WithDescription("The newest first; those withdrawn too.")
            .Refuses(CustomerErrors.NotFound());
        customers
            .MapPost("/{id:guid}/consents/{consentId:guid}/withdraw", Withdraw)
            .WithMetadata(edit)
            .WithSummary("Withdraw a consent")
            .WithDescription("That it was given stays on record.")
            .Refuses(CustomerErrors.ConsentNotFound(), CustomerErrors.ConsentChannelUnknown(), CustomerErrors.ConsentWithdrawn());
        customers
            .MapPost("/{id:guid}/merge", Merge)
            .WithMetadata(merge)
            .WithSummary("Merge another customer into this one")
            .WithDescription("What the other has and this one lacks moves over. Answers the merge's id, by which it is undone.")
            .Refuses(
                CustomerErrors.NotFound(),
                PlatformErrors.Required("Other"),
                CustomerErrors.MergeWithItself(),
                CustomerErrors.MergeOfArchived(),
                CustomerErrors.MergeOfRestricted()
            );
        customers
            .MapPost("/merges/{mergeId:guid}/undo", Undo)
            .WithMetadata(merge)
            .WithSummary("Undo a merge")
            .WithDescription("What moved goes back as far as it is still there; what came since stays. Answers the customer that is back.")
            .Refuses(
                CustomerErrors.MergeNotFound(),
                CustomerErrors.MergeUndone(),
                CustomerErrors.MergeOverlaid(),
                CustomerErrors.TakenMeanwhile()
            );
    }

    private static async Task<Results<Ok<CursorPage<CustomersByCursor.CustomerSummary>>, ProblemHttpResult>> List(
        CustomersByCursor list,
        BusinessFields own,
        Words words,
        HttpRequest request,
        CancellationToken cancel,
        string? q = null,
        [Description("`person` or `company`; both when left out.")] string? kind = null,
        [Description("Name of a group.")] string? group = null,
        [Description("A tag.")] string? tag = null,
        string? archived = null,
        string? sort = null,
        int? limit = null,
        string? cursor = null
    )
    {
        var set = await own.Of(CustomerOwnFields.Kind, cancel);
        var filter = new CustomerFilter(q, kind, group, tag, archived) { Own = FieldFilter.Of(set, request.Query) };
        return (await list.Run(new(filter, sort, limit, cursor), cancel)).Succeeded(out var page, out var refusal)
            ? TypedResults.Ok(page with { Items = [.. page.Items.Select(c => c with { Fields = set.Shown(c.Fields) })] })
            : refusal.ToProblem(words);
    }

    private static async Task<Ok<FoundCustomers>> LookUp(CustomerLookup lookup, CancellationToken cancel, string? q = null) =>
        // Who may only sell finds a customer, and does not leaf through all of them letter by letter.
        TypedResults.Ok(new FoundCustomers(q?.Trim().Length >= 3 ? await lookup.Find(q, CustomerLookup.Most, cancel) : []));

    private static async Task<Results<Ok<PickedCustomer>, ProblemHttpResult>> ByPhone(
        PhoneBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await AddCustomerByPhone.Do(runner, new(body.Phone, body.Name), cancel)).Succeeded(out var customer, out var refusal)
            ? TypedResults.Ok(customer)
            : refusal.ToProblem(words);

    private static async Task<Ok<PossibleDuplicates>> Duplicates(
        CustomerDuplicates duplicates,
        CancellationToken cancel,
        [Description("Phone numbers, with semicolons between them.")] string? phone = null,
        [Description("E-mail addresses, with semicolons between them.")] string? email = null,
        [Description("LHDN's number.")] string? tin = null,
        [Description("MyKad, passport or army number.")] string? identity = null,
        [Description("A name.")] string? name = null,
        [Description("Id of the customer that is being changed.")] Guid? except = null
    ) =>
        TypedResults.Ok(
            new PossibleDuplicates(await duplicates.Find(new(Listed(phone), Listed(email), tin, name, except, identity), cancel))
        );

    private static async Task<Results<Ok<CustomerView>, ProblemHttpResult>> Show(
        Guid id,
        CustomerDetail customers,
        RestrictedRecords restricted,
        BusinessFields own,
        HttpResponse response,
        Words words,
        CancellationToken cancel
    )
    {
        if (await customers.Find(id, cancel) is not { } found)
            return CustomerErrors.NotFound().ToProblem(words);
        if (await restricted.Refuse(CustomerAudit.Subject, id, cancel) is { } closed)
            return closed.ToProblem(words);

        ETags.Set(response, found.Version);
        return TypedResults.Ok(
            found.Customer with
            {
                Fields = (await own.Of(CustomerOwnFields.Kind, cancel)).Shown(found.Customer.Fields),
            }
        );
    }

    private static async Task<Results<Ok<TimelineView>, ProblemHttpResult>> Timeline(
        Guid id,
        CustomerDetail customers,
        RestrictedRecords restricted,
        CustomerTimeline timeline,
        Words words,
        CancellationToken cancel,
        [Description("Only what happened earlier.")] DateTimeOffset? before = null
    )
    {
        if (await customers.Find(id, cancel) is null)
            return CustomerErrors.NotFound().ToProblem(words);
        if (await restricted.Refuse(CustomerAudit.Subject, id, cancel) is { } closed)
            return closed.ToProblem(words);

        var events = await timeline.Of(id, before?.ToUniversalTime(), CustomerTimeline.Most, cancel);
        return TypedResults.Ok(new TimelineView([.. events.Select(e => new TimelineEvent(e.At, e.Title, e.Detail, e.Path, e.Amount))]));
    }

    private static async Task<Results<Ok<CursorPage<CustomerLooks.LookView>>, ProblemHttpResult>> Looks(
        Guid id,
        CustomerLooks looks,
        Words words,
        CancellationToken cancel,
        int? limit = null,
        string? cursor = null
    ) =>
        (await looks.ByCursor(id, limit, cursor, cancel)).Succeeded(out var page, out var refusal)
            ? TypedResults.Ok(page)
            : refusal.ToProblem(words);

    private static async Task<Results<Created<CustomerCreated>, ProblemHttpResult>> Create(
        CustomerBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await CreateCustomer.Do(runner, body.ToInput(), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/customers/{id}", new CustomerCreated(id))
            : refusal.ToProblem(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Replace(
        Guid id,
        CustomerBody body,
        HttpRequest request,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var change = new ChangeCustomer.Input(id, body.ToInput(), ETags.IfMatch(request));
        if (!(await ChangeCustomer.Do(runner, change, cancel)).Succeeded(out var changed, out var refusal))
            return refusal.ToProblem(words);

        ETags.Set(response, changed.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id,
        HttpRequest request,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await DeleteCustomers.Do(runner, new([id], ETags.IfMatch(request)), cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Archive(
        Guid id,
        HttpRequest request,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await ArchiveCustomers.Do(runner, new([id], ETags.IfMatch(request)), cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Restore(
        Guid id,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RestoreCustomers.Do(runner, new([id]), cancel)).ToNoContent(words);

    private static async Task<Results<Created<CustomerCreated>, ProblemHttpResult>> Agree(
        Guid id,
        ConsentBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await RecordConsent.Do(runner, new(id, body.Purpose, body.Channel, body.Wording, body.Paper), cancel)).Succeeded(
            out var consent,
            out var refusal
        )
            ? TypedResults.Created($"/api/v1/customers/{id}", new CustomerCreated(consent))
            : refusal.ToProblem(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Withdraw(
        Guid id,
        Guid consentId,
        WithdrawalBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await WithdrawConsent.Do(runner, new(id, consentId, body.Channel), cancel)).ToNoContent(words);

    private static async Task<Results<Created<CustomerCreated>, ProblemHttpResult>> Merge(
        Guid id,
        MergeBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await MergeCustomers.Do(runner, new(id, body.CustomerId), cancel)).Succeeded(out var merge, out var refusal)
            ? TypedResults.Created($"/api/v1/customers/{id}", new CustomerCreated(merge))
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<CustomerCreated>, ProblemHttpResult>> Undo(
        Guid mergeId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await UndoMerge.Do(runner, new(mergeId), cancel)).Succeeded(out var back, out var refusal)
            ? TypedResults.Ok(new CustomerCreated(back))
            : refusal.ToProblem(words);

    private static string[]? Listed(string? values) =>
        values
            ?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(CustomerInput.MostContacts)
            .ToArray();
}
