using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>What lists of customers are narrowed by, on pages, in files and in the API.</summary>
/// <param name="Q">Words in any order, each the beginning of a word of the name, a phone, an e-mail address, a TIN; or last digits.</param>
/// <param name="Kind"><see cref="CustomerKinds"/>, or null for both.</param>
/// <param name="Group">Name of a group.</param>
/// <param name="Tag">A tag.</param>
/// <param name="Archived"><c>false</c> or null, <c>true</c>, <c>all</c>.</param>
internal sealed record CustomerFilter(
    string? Q = null,
    string? Kind = null,
    string? Group = null,
    string? Tag = null,
    string? Archived = null
)
{
    /// <summary>What the business's own fields hold.</summary>
    public FieldFilter Own { get; init; } = FieldFilter.None;

    public bool IsEmpty => string.IsNullOrWhiteSpace(Q) && Kind is null && Group is null && Tag is null && Archived is null && Own.IsEmpty;

    /// <summary>The customers it leaves; who was merged into another is found as that one. Null when it cannot be read.</summary>
    public IQueryable<Customer>? Apply(TradeDb db)
    {
        var customers = Own.Apply(db.Set<Customer>().Where(c => c.MergedInto == null), c => c.Fields);
        foreach (var word in CustomerWords.Typed(Q))
        {
            var after = SearchTerms.After(word);
#pragma warning disable CA1309 // The database compares, in the column's collation C.
            customers = customers.Where(c =>
                db.Set<CustomerWord>()
                    .Where(w => string.Compare(w.Word, word) >= 0 && string.Compare(w.Word, after) < 0)
                    .Select(w => w.CustomerId)
                    .Contains(c.CustomerId)
            );
#pragma warning restore CA1309
        }
        if (!string.IsNullOrEmpty(Kind))
            customers = customers.Where(c => c.Kind == Kind);
        if (!string.IsNullOrWhiteSpace(Group))
        {
            var key = SearchKey.Of(Group);
            customers = customers.Where(c => db.Set<CustomerGroup>().Any(g => g.GroupId == c.GroupId && g.NameKey == key));
        }
        if (!string.IsNullOrWhiteSpace(Tag))
        {
            var key = SearchKey.Of(Tag);
            customers = customers.Where(c =>
                db.Set<CustomerTag>().Where(t => t.TagKey == key).Select(t => t.CustomerId).Contains(c.CustomerId)
            );
        }
        return Archived switch
        {
            null or "" or "false" => customers.Where(c => c.ArchivedAt == null),
            "true" => customers.Where(c => c.ArchivedAt != null),
            "all" => customers,
            _ => null,
        };
    }
}
