using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;

namespace Niaga.Platform.Tenants;

/// <summary>How far a business has come with its first steps: told by what there is, not by what somebody once did.</summary>
internal sealed class FirstStepProgress(TenantSession session, ModuleCatalog modules, Caller caller, TimeProvider clock)
{
    private static readonly TimeSpan New = TimeSpan.FromDays(14);

    private sealed record Row(bool Shown, bool[] Holds);

    /// <param name="Step">The step.</param>
    /// <param name="Done">Whether it is done.</param>
    public sealed record Progress(FirstStep Step, bool Done);

    /// <param name="Shown">Whether the dashboard shows them.</param>
    /// <param name="Steps">In order; those the reader may take.</param>
    public sealed record State(bool Shown, IReadOnlyList<Progress> Steps);

    public async Task<State> Read(CancellationToken cancel)
    {
        var offered = modules.FirstSteps(caller.Permissions, caller.Entitlements);
        if (offered.Count == 0)
            return new(false, []);

        Fact[] facts = [.. offered.SelectMany(s => s.DoneBy).Distinct()];
        var sql = Sql(facts);
        var found = await session
            .Open<PlatformDb>()
            .Database.SqlQueryRaw<Row>(sql, caller.Business.Value, clock.GetUtcNow() - New)
            .SingleAsync(cancel);
        var holds = facts.Where((_, i) => found.Holds[i]).ToHashSet();
        Progress[] steps = [.. offered.Select(s => new Progress(s, s.DoneBy.Any(holds.Contains)))];
        return new(found.Shown && steps.Any(s => !s.Done), steps);
    }

    // Tables and conditions are a manifest's own, never anybody's input.
    private static string Sql(Fact[] facts) =>
        $$"""
            SELECT coalesce(b.first_steps_shown, b.agreed_at > {1}) AS "Shown",
                ARRAY[{{string.Join(", ", facts.Select(Sql))}}]::boolean[] AS "Holds"
            FROM platform.businesses b WHERE b.tenant_id = {0}
            """;

    private static string Sql(Fact fact)
    {
        var narrowed = fact.Where is null ? "" : $" AND {fact.Where}";
        var least = fact.Least.ToString(CultureInfo.InvariantCulture);
        return $"(SELECT count(*) = {least} FROM (SELECT FROM {fact.Table} WHERE tenant_id = {{0}}{narrowed} LIMIT {least}) found)";
    }
}
