using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Privacy.Breaches;

/// <summary>
/// The operator, who keeps data for businesses, tells one of them of an incident: it stands in that business's register with a clock of
/// its own. Answers when the Commissioner is to be told.
/// </summary>
[OperatorOnly]
internal sealed class RecordIncident(PrivacyDb db, BreachSteps steps, TimeProvider clock)
    : UseCase<RecordIncident, RecordIncident.Input, DateTimeOffset>
{
    /// <param name="KnownAt">As <c>2026-11-06T17:10</c>, in Malaysia.</param>
    /// <param name="Incident">The same for every business it touched: none is told twice.</param>
    public sealed record Input(string? KnownAt, string? Title, string? Story, Guid Incident);

    public override async Task<Outcome<DateTimeOffset>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var known = steps.Moment(input.KnownAt, nameof(input.KnownAt), null, refusals);
        var title = SingleLineText.Read(input.Title, nameof(input.Title), RecordBreach.LongestTitle, refusals);
        if (title is null && refusals.TrueForAll(r => r.Field != nameof(input.Title)))
            refusals.Add(PlatformErrors.Required(nameof(input.Title)));
        var story = BreachSteps.Text(input.Story, nameof(input.Story), required: true, refusals);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var breach = new Breach(await steps.NextNumber(cancel), known!.Value, title!, story!, input.Incident, clock.GetUtcNow());
        db.Set<Breach>().Add(breach);
        await db.SaveChangesAsync(cancel);
        steps.Note(breach, "known", null);
        steps.Run(breach);
        return breach.Clock.CommissionerDue;
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "breaches_incident_once" ? PrivacyErrors.IncidentTold() : null;
}
