using Niaga.Platform.Reports;

namespace Niaga.Trade.Customers;

/// <summary>Names of customers in reports.</summary>
internal sealed class CustomerReportNames(CustomerNames names) : IRecordNames
{
    public string Kind => CustomerAudit.Subject;

    public async Task<IReadOnlyDictionary<Guid, string>> Of(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        (await names.Of(ids, cancel)).ToDictionary(n => n.Key, n => n.Value.Name);
}
