using System.Globalization;
using System.Runtime.CompilerServices;
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

    private sealed record Setting(DateTimeOffset AgreedAt, bool? Shown);

    /// <param name="Step">The step.</param>
    /// <param name="Done">Whether it is done.</param>
    public sealed record Progress(FirstStep Step, bool Done);

    /// <summary>Whether the dashboard shows them: for two weeks, unless somebody said otherwise. Remembered.</summary>
    public async Task<bool> Shown(CancellationToken cancel)
    {
        var setting = await session.Remember(async () =>
            await session.Open<PlatformDb>().Set<Business>().Select(b => new Setting(b.AgreedAt, b.FirstStepsShown)).SingleAsync(cancel)
        );
        return setting.Shown ?? setting.AgreedAt > clock.GetUtcNow() - New;
    }

    /// <param name="Steps">In order; those the reader may take.</param>
    /// <param name="Next">Where the tour would lead them now; null where all it teaches has been done.</param>
    /// <param name="Begun">They have begun the tour and not left it.</param>
    public sealed record Way(IReadOnlyList<Progress> Steps, TourStop? Next, bool Begun);

    /// <summary>In order; those the reader may take.</summary>
    public async Task<IReadOnlyList<Progress>> Steps(CancellationToken cancel) => (await Find(cancel)).Steps;

    /// <summary>The steps and the tour of the reader.</summary>
    public async Task<Way> Find(CancellationToken cancel)
    {
        var offered = modules.FirstSteps(caller.Permissions, caller.Entitlements);
        var tour = modules.Tour(caller.Permissions, caller.Entitlements);
        if (offered.Count == 0 || caller.Person is not { } person)
            return new([], null, false);

        Fact[] facts = [.. offered.SelectMany(s => s.DoneBy).Concat(tour.SelectMany(s => s.DoneBy)).Distinct()];
        // Tables and conditions are a manifest's own, never anybody's input; the tenant alone is a value.
        var sql = FormattableStringFactory.Create(
            $"SELECT ARRAY[{string.Join(", ", facts.Select(Sql))}]::boolean[], "
                + "(SELECT stop FROM platform.tours WHERE tenant_id = {0} AND person_id = {1} AND NOT ended)",
            caller.Business.Value,
            person.Value
        );
        var (found, at) = (
            await session.Rows(sql, r => (r.GetFieldValue<bool[]>(0), r.IsDBNull(1) ? null : r.GetString(1)), cancel)
        ).Single();
        var holds = facts.Where((_, i) => found[i]).ToHashSet();
        return new(
            [.. offered.Select(s => new Progress(s, s.DoneBy.Any(holds.Contains)))],
            tour.FirstOrDefault(s => s.Key == at) ?? First(tour, holds),
            at is not null
        );
    }

    /// <summary>The first stop of which something is left to do; none where all is done.</summary>
    private static TourStop? First(IReadOnlyList<TourStop> tour, HashSet<Fact> holds) =>
        tour.FirstOrDefault(s => s.DoneBy.Length > 0 && !s.DoneBy.Any(holds.Contains));

    private static string Sql(Fact fact)
    {
        var narrowed = fact.Where is null ? "" : $" AND {fact.Where}";
        var least = fact.Least.ToString(CultureInfo.InvariantCulture);
        return $"(SELECT count(*) = {least} FROM (SELECT FROM {fact.Table} WHERE tenant_id = {{0}}{narrowed} LIMIT {least}) found)";
    }
}
