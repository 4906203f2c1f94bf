using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Trade.Shifts;

/// <summary>Publishes the drafts of some days: everybody sees them, and who has one of them is told.</summary>
[Needs(TradePermissions.RosterEdit)]
internal sealed class PublishRoster(TradeDb db, WorkShiftRules rules, WorkShiftNotices notices, AuditTrail audit, TimeProvider clock)
    : UseCase<PublishRoster, PublishRoster.Input, PublishRoster.Published>
{
    public const int MostDays = 62;

    /// <param name="From">First day.</param>
    /// <param name="To">Last day.</param>
    /// <param name="Branch">One place alone; null for all.</param>
    public sealed record Input(DateOnly From, DateOnly To, Guid? Branch = null);

    /// <param name="Shifts">How many are new to people.</param>
    /// <param name="People">How many people were told.</param>
    public sealed record Published(int Shifts, int People);

    public override async Task<Outcome<Published>> Run(Input input, CancellationToken cancel)
    {
        if (input.From.Year is < 2000 or > 2100)
            return WorkShiftErrors.TooFar();
        if (input.To < input.From || input.To.DayNumber - input.From.DayNumber >= MostDays)
            return WorkShiftErrors.SpanInvalid(MostDays);

        var (start, end) = (MalaysianTime.Start(input.From), MalaysianTime.Start(input.To.AddDays(1)));
        var drafts = await db.Set<WorkShift>()
            .Where(s => s.RemovedAt == null && s.PublishedAt == null && s.StartsAt >= start && s.StartsAt < end)
            .Where(s => input.Branch == null || s.BranchId == input.Branch)
            .OrderBy(s => s.ShiftId)
            .ToListAsync(cancel);
        if (drafts.Count == 0)
            return new Published(0, 0);
        if (await rules.Astray(drafts, cancel) is { } astray)
            return astray;

        foreach (var shift in drafts)
            shift.Publish(clock.GetUtcNow());
        var people = drafts.GroupBy(s => s.PersonId).Where(g => g.Key is not null).OrderBy(g => g.Key!.Value.Value).ToArray();
        foreach (var shifts in people)
            notices.TellPublished(shifts.Key!.Value, input.From, input.To, shifts.Count());
        audit.Record(
            "trade.roster_published",
            "trade.roster",
            drafts[0].ShiftId,
            after: new
            {
                firstDay = input.From,
                lastDay = input.To,
                shifts = drafts.Count,
            }
        );
        return new Published(drafts.Count, people.Length);
    }
}
