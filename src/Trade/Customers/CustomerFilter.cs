using Microsoft.EntityFrameworkCore;
using Niaga.Fields;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>What lists of customers are narrowed by, on pages, in files and in the API.</summary>
/// <param name="Q">Words in any order, each the start of a word of the name, a phone, an e-mail, a TIN, a MyKad; or last digits.</param>
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
    /// <param name="db">Of the session.</param>
    /// <param name="sought">What <see cref="Q"/> looks for.</param>
    public IQueryable<Customer>? Apply(TradeDb db, CustomerTokens.Sought sought)
    {
        var customers = Own.Apply(db.Set<Customer>().Where(c => c.MergedInto == null), c => c.Fields);
        if (sought.FindsNobody)
            customers = customers.Where(c => false);
        foreach (var group in sought.Groups)
        {
            customers = customers.Where(c =>
                db.Set<CustomerToken>().Where(t => group.Contains(t.Token)).Select(t => t.CustomerId).Contains(c.CustomerId)
            );
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
