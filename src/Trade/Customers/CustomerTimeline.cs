using Niaga.Platform.Callers;
using Niaga.Platform.Modules;

namespace Niaga.Trade.Customers;

/// <summary>What every module tells of a customer, the newest first, as far as the reader may know.</summary>
internal sealed class CustomerTimeline(IEnumerable<ICustomerTimeline> sources, Caller caller, ModuleCatalog modules)
{
    public const int Most = 50;

    /// <param name="customer">The one that is kept; whoever was merged into them counts.</param>
    /// <param name="before">Only what was earlier; null for all.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancel">Ends the reading.</param>
    public async Task<IReadOnlyList<CustomerEvent>> Of(Guid customer, DateTimeOffset? before, int most, CancellationToken cancel)
    {
        var until = before ?? DateTimeOffset.MaxValue;
        var reading = sources.Where(MayRead).Select(s => s.Of(customer, until, most, cancel)).ToArray();
        return [.. (await Task.WhenAll(reading)).SelectMany(events => events).OrderByDescending(e => e.At).Take(most)];
    }

    private bool MayRead(ICustomerTimeline source) =>
        caller.May(source.Permission)
        && (modules.EntitlementOf(source.Permission) is not { } entitlement || caller.Entitlements.Contains(entitlement));
}
