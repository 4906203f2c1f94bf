using Niaga.Fields;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>
/// A customer as the audit log keeps it. The log can never be changed, and a person may ask to be forgotten: of personal facts it says
/// which changed and never what they are.
/// </summary>
internal static class CustomerAudit
{
    public const string Subject = "trade.customer";

    /// <param name="Changed">Names of facts, as <see cref="Differences"/> gives them.</param>
    public sealed record State(
        string Kind,
        string? Group,
        IReadOnlyList<string> Tags,
        Money? CreditLimit,
        bool Archived,
        IReadOnlyList<string>? Changed = null
    );

    public static State Facts(CustomerDetails details, bool archived, IReadOnlyList<string>? changed = null) =>
        new(details.Kind, details.Group, [.. details.Tags.Order(StringComparer.Ordinal)], details.CreditLimit, archived, changed);

    /// <summary>Personal facts that are not the same in both; and <c>other</c> where something else is not.</summary>
    public static IReadOnlyList<string> Differences(CustomerDetails? before, CustomerDetails after)
    {
        (string Fact, bool Same)[] facts =
        [
            ("name", before?.Name == after.Name),
            ("phones", Same(Values(before, CustomerContact.Phone), Values(after, CustomerContact.Phone))),
            ("emails", Same(Values(before, CustomerContact.Email), Values(after, CustomerContact.Email))),
            ("addresses", Same(before?.Addresses, after.Addresses)),
            ("tin", before?.Tin == after.Tin),
            ("identity", before?.Identity == after.Identity),
            ("registration", before?.Registration == after.Registration),
            ("note", before?.Note == after.Note),
        ];
        return [.. facts.Where(f => !f.Same).Select(f => f.Fact), .. OwnFields(before?.Fields ?? FieldValues.None, after.Fields)];
    }

    /// <summary>Whether nothing at all differs.</summary>
    public static bool AreSame(CustomerDetails before, CustomerDetails after) =>
        Differences(before, after).Count == 0
        && (before.Kind, before.Group, before.CreditLimit) == (after.Kind, after.Group, after.CreditLimit)
        && before.Tags.Order(StringComparer.Ordinal).SequenceEqual(after.Tags.Order(StringComparer.Ordinal));

    private static IEnumerable<string> OwnFields(FieldValues before, FieldValues after) =>
        before
            .All.Keys.Union(after.All.Keys)
            .Where(key => !Equals(before[key], after[key]))
            .Order(StringComparer.Ordinal)
            .Select(key => Field.ColumnPrefix + key);

    private static IEnumerable<string>? Values(CustomerDetails? details, string kind) =>
        details?.Contacts.Where(c => c.Kind == kind).Select(c => c.Value);

    private static bool Same<T>(IEnumerable<T>? before, IEnumerable<T>? after) => (before ?? []).SequenceEqual(after ?? []);
}
