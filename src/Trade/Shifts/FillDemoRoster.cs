using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Trade.Shifts;

/// <summary>A published roster for the demonstration, this week and the next: the owner here and there, and shifts nobody has.</summary>
[Needs(TradePermissions.RosterEdit)]
internal sealed class FillDemoRoster(TradeDb db, Caller caller, AuditTrail audit, TimeProvider clock)
    : UseCase<FillDemoRoster, FillDemoRoster.Input, Done>
{
    /// <param name="First">Where the owner usually is.</param>
    /// <param name="Second">Where they are twice a week.</param>
    public sealed record Input(Guid First, Guid Second);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (await db.Set<WorkShift>().AnyAsync(cancel))
            return default(Done);

        var today = MalaysianTime.Day(clock.GetUtcNow());
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var shifts = Enumerable.Range(0, 14).SelectMany(i => Day(monday.AddDays(i), input)).ToArray();
        foreach (var shift in shifts)
            shift.Publish(clock.GetUtcNow());
        db.AddRange(shifts);
        audit.Record(
            "trade.roster_published",
            "trade.roster",
            shifts[0].ShiftId,
            after: new
            {
                firstDay = monday,
                lastDay = monday.AddDays(13),
                shifts = shifts.Length,
            }
        );
        return default(Done);
    }

    private IEnumerable<WorkShift> Day(DateOnly day, Input input)
    {
        if (day.DayOfWeek is DayOfWeek.Sunday)
            yield break;

        var (owner, away) = (caller.Person, day.DayOfWeek is DayOfWeek.Wednesday or DayOfWeek.Saturday);
        yield return Shift(away ? null : owner, input.First, day, 8, 16);
        yield return Shift(away ? owner : null, input.Second, day, 9, 17);
    }

    private WorkShift Shift(PersonId? person, Guid branch, DateOnly day, int from, int to)
    {
        var start = MalaysianTime.Start(day);
        return new(new(person, branch, start.AddHours(from), start.AddHours(to), 60, null), clock.GetUtcNow());
    }
}
