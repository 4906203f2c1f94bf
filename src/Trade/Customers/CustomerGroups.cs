using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Trade.Customers;

/// <summary>Groups of customers by name: one that is not there yet is made. Within a use case's transaction.</summary>
internal sealed class CustomerGroups(TenantSession session, TimeProvider clock)
{
    /// <returns>Ids by the names' <see cref="SearchKey"/>.</returns>
    public async Task<Dictionary<string, Guid>> Of(IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        var wanted = names.DistinctBy(SearchKey.Of).ToDictionary(SearchKey.Of, StringComparer.Ordinal);
        if (wanted.Count == 0)
            return [];

        var known = await Known([.. wanted.Keys], cancel);
        var missing = wanted.Where(w => !known.ContainsKey(w.Key)).ToArray();
        if (missing.Length == 0)
            return known;

        Guid[] ids = [.. missing.Select(_ => Guid.CreateVersion7(clock.GetUtcNow()))];
        string[] named = [.. missing.Select(m => m.Value)];
        string[] keys = [.. missing.Select(m => m.Key)];
        await session.Execute(
            $"""
            INSERT INTO trade.customer_groups (tenant_id, group_id, name, name_key)
            SELECT {session.Tenant.Value}, g.id, g.name, g.key FROM unnest({ids}, {named}, {keys}) AS g (id, name, key)
            ON CONFLICT ON CONSTRAINT customer_groups_name_unique DO NOTHING
            """,
            cancel
        );
        return await Known([.. wanted.Keys], cancel);
    }

    private async Task<Dictionary<string, Guid>> Known(string[] keys, CancellationToken cancel) =>
        (
            await session.Rows(
                $"""
                SELECT name_key, group_id FROM trade.customer_groups
                WHERE tenant_id = {session.Tenant.Value} AND name_key = ANY ({keys})
                """,
                row => (row.GetString(0), row.GetGuid(1)),
                cancel
            )
        ).ToDictionary(g => g.Item1, g => g.Item2, StringComparer.Ordinal);
}
