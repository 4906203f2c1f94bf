using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;

namespace Niaga.Platform.Tenants;

/// <summary>How far a business has come with its first steps: told by what there is, not by what somebody once did.</summary>
internal sealed class FirstStepProgress(Databases databases, ModuleCatalog modules, TimeProvider clock)
{
    private static readonly TimeSpan New = TimeSpan.FromDays(14);

    /// <param name="Step">The step.</param>
    /// <param name="Done">Whether it is done.</param>
    public sealed record Progress(FirstStep Step, bool Done);

    /// <param name="Shown">Whether the dashboard shows them.</param>
    /// <param name="Steps">In order; those the reader may take.</param>
    public sealed record State(bool Shown, IReadOnlyList<Progress> Steps);

    public async Task<State> Read(Caller caller, CancellationToken cancel)
    {
        var offered = modules.FirstSteps(caller.Permissions, caller.Entitlements);
        if (offered.Count == 0)
            return new(false, []);

        await using var batch = databases.Of(caller.Business).CreateBatch();
        batch.BatchCommands.Add(new(TenantReads.SetTenant) { Parameters = { new() { Value = caller.Business.ToString() } } });
        Add("SELECT first_steps_shown, agreed_at FROM platform.businesses WHERE tenant_id = $1");
        Fact[] facts = [.. offered.SelectMany(s => s.DoneBy).Distinct()];
        foreach (var fact in facts)
            Add(Sql(fact));

        await using var rows = await batch.ExecuteReaderAsync(cancel);
        await rows.NextResultAsync(cancel);
        await rows.ReadAsync(cancel);
        var wanted = rows.IsDBNull(0) ? (bool?)null : rows.GetBoolean(0);
        var isNew = rows.GetFieldValue<DateTimeOffset>(1) > clock.GetUtcNow() - New;
        var holds = new HashSet<Fact>();
        foreach (var fact in facts)
        {
            await rows.NextResultAsync(cancel);
            await rows.ReadAsync(cancel);
            if (rows.GetBoolean(0))
                holds.Add(fact);
        }
        Progress[] steps = [.. offered.Select(s => new Progress(s, s.DoneBy.Any(holds.Contains)))];
        return new((wanted ?? isNew) && steps.Any(s => !s.Done), steps);

        void Add(string sql) => batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = caller.Business.Value } } });
    }

    // Table and condition are a manifest's own, never anybody's input.
    private static string Sql(Fact fact)
    {
        var narrowed = fact.Where is null ? "" : $" AND {fact.Where}";
        var least = fact.Least.ToString(CultureInfo.InvariantCulture);
        return $"SELECT count(*) = {least} FROM (SELECT FROM {fact.Table} WHERE tenant_id = $1{narrowed} LIMIT {least}) found";
    }
}
