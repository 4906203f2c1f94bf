using Niaga.Fields;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Texts;

namespace Niaga.Trade.Customers;

/// <summary>Who added, changed, archived or merged a customer, and what they agreed to; each act with an icon of its own.</summary>
internal sealed class CustomerHistory(AuditHistory history, BusinessFields fields, Caller caller, Words words, TextCatalog texts)
    : ICustomerTimeline
{
    private static readonly Dictionary<string, string> Icons = new()
    {
        ["trade.customer_created"] = "user-plus",
        ["trade.customer_changed"] = "pencil",
        ["trade.customer_archived"] = "archive",
        ["trade.customer_restored"] = "archive-off",
        ["trade.customer_deleted"] = "trash",
        ["trade.customer_undeleted"] = "arrow-back-up",
        ["trade.customers_merged"] = "arrows-join",
        ["trade.merge_undone"] = "arrows-split",
        ["trade.consent_given"] = "thumb-up",
        ["trade.consent_withdrawn"] = "thumb-down",
    };

    public string Permission => PlatformPermissions.AuditView;

    public async Task<IReadOnlyList<CustomerEvent>> Of(Guid customer, DateTimeOffset before, int most, CancellationToken cancel)
    {
        var own = await fields.Of(CustomerOwnFields.Kind, cancel);
        return
        [
            .. (
                await history.Of(
                    caller.Business,
                    CustomerAudit.Subject,
                    customer.ToString(),
                    most,
                    cancel,
                    before == DateTimeOffset.MaxValue ? null : before
                )
            )
                // Told by NoteTimeline, with what was said.
                .Where(e => e.Action is not ("notes.comment_written" or "notes.file_attached"))
                .Select(e => new CustomerEvent(e.At, Icons.GetValueOrDefault(e.Action, "history"), words["audit." + e.Action])
                {
                    Detail = string.Join(" · ", new[] { e.Person ?? "Niaga", Changed(e, own) }.Where(t => t.Length > 0)),
                }),
        ];
    }

    /// <summary>Which facts changed, never what they are.</summary>
    private string Changed(AuditHistory.Event e, FieldSet own) =>
        string.Join(", ", e.Changes.SelectMany(Facts).Distinct().Select(f => Named(f, own)).OfType<string>());

    private string? Named(string fact, FieldSet own) =>
        texts.Has("fact." + fact) ? words["fact." + fact]
        : fact.StartsWith(OwnField, StringComparison.Ordinal) ? own.Find(fact[OwnField.Length..])?.Name
        : null;

    private const string OwnField = "changed." + Field.ColumnPrefix;

    private static IEnumerable<string> Facts(FactChanges.Change change) =>
        change.Fact is "changed" or "purpose" ? (change.After ?? "").Trim('[', ']').Split(',').Select(f => $"{change.Fact}.{f.Trim('"')}")
        : change is { Before: not null } or { Fact: "group" or "creditLimit" } && change.Fact != "archived" ? [change.Fact]
        : [];
}
