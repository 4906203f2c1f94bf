using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;

namespace Niaga.Platform.Keeping;

/// <summary>What the business keeps, class by class, with the records each covers in the words of its trades.</summary>
public sealed class RetentionOverview(ModuleCatalog modules, RetentionPeriods periods, Caller caller)
{
    /// <param name="Class">The class.</param>
    /// <param name="Period">What holds now.</param>
    /// <param name="Records">Texts of the records it covers.</param>
    public sealed record Line(RetentionClass Class, int Period, IReadOnlyList<string> Records);

    public async Task<IReadOnlyList<Line>> Read(CancellationToken cancel)
    {
        var chosen = await periods.Read(cancel);
        return [.. Covered().Select(c => new Line(c.Class, chosen[c.Class], c.Records))];
    }

    private IEnumerable<(RetentionClass Class, IReadOnlyList<string> Records)> Covered()
    {
        var tables = modules
            .Manifests.Where(m => m.Entitlement is null || caller.Entitlements.Contains(m.Entitlement.Key))
            .SelectMany(m => m.Tables.Where(t => t.SharedBecause is null).Select(t => (m.Schema, Table: t)))
            .ToArray();
        foreach (var known in RetentionClass.All)
        {
            string[] records =
            [
                .. tables
                    .Where(t => known == RetentionClass.Deleted ? t.Table.Deleted is not null : Counted(t.Table, known))
                    .Select(t => $"record.{t.Schema}.{t.Table.Name}"),
            ];
            // What is left of an ended business needs no list; no trade of this one keeps what has none.
            if (records.Length > 0 || known == RetentionClass.Business)
                yield return (known, records);
        }
    }

    private static bool Counted(Table table, RetentionClass known) =>
        table.Event?.Sql is not null && RetentionClass.Of(table.Retention) == known;
}
