using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>
/// What a module tells of a customer on their page: its sales, visits, parcels. One class a kind, registered as
/// <c>AddTransient&lt;ICustomerTimeline, …&gt;</c>; it is asked only for those who hold its permission.
/// </summary>
public interface ICustomerTimeline
{
    /// <summary>Who may read it.</summary>
    string Permission { get; }

    /// <param name="customer">Whose page it is. Their documents are those of <c>trade.customer_family(tenant, customer)</c>: whoever was
    /// merged into them is still named there.</param>
    /// <param name="before">Only what was earlier.</param>
    /// <param name="most">How many at most, the newest first.</param>
    /// <param name="cancel">Ends the reading.</param>
    Task<IReadOnlyList<CustomerEvent>> Of(Guid customer, DateTimeOffset before, int most, CancellationToken cancel);
}

/// <summary>Something that happened with a customer.</summary>
/// <param name="At">When.</param>
/// <param name="Icon">Name of a Tabler icon.</param>
/// <param name="Title">What happened, in the reader's language.</param>
public sealed record CustomerEvent(DateTimeOffset At, string Icon, string Title)
{
    /// <summary>What it was about; null for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>Path of its page within the business's address, without a slash in front.</summary>
    public string? Path { get; init; }

    /// <summary>What it came to.</summary>
    public Money? Amount { get; init; }
}
