using Niaga.Platform.Values;

namespace Niaga.Ui;

/// <summary>Where the events of one column stand on one day: those at the same time side by side.</summary>
internal static class CalendarLanes
{
    private const int MinutesOfDay = 24 * 60;

    /// <param name="Event">Which.</param>
    /// <param name="From">Minute of the day it begins at; 0 where it began the day before.</param>
    /// <param name="To">Minute it ends at; 1440 where it goes on the day after.</param>
    /// <param name="Lane">Its place from the left.</param>
    /// <param name="Lanes">How many stand side by side.</param>
    internal sealed record Placed(CalendarEvent Event, int From, int To, int Lane, int Lanes);

    public static IReadOnlyList<Placed> Of(IEnumerable<CalendarEvent> events, DateOnly day)
    {
        var placed = new List<Placed>();
        var group = new List<Placed>();
        var ends = new List<int>();
        foreach (var (one, from, to) in Cut(events, day))
        {
            // Nothing of the group goes on: what follows has the whole width again.
            if (ends.Count > 0 && ends.Max() <= from)
                Close(group, ends, placed);
            var lane = ends.FindIndex(end => end <= from);
            if (lane < 0)
            {
                lane = ends.Count;
                ends.Add(to);
            }
            ends[lane] = to;
            group.Add(new(one, from, to, lane, 1));
        }
        Close(group, ends, placed);
        return placed;
    }

    private static void Close(List<Placed> group, List<int> ends, List<Placed> placed)
    {
        placed.AddRange(group.Select(p => p with { Lanes = ends.Count }));
        group.Clear();
        ends.Clear();
    }

    private static IEnumerable<(CalendarEvent Event, int From, int To)> Cut(IEnumerable<CalendarEvent> events, DateOnly day)
    {
        var start = MalaysianTime.Start(day);
        return events
            .Select(e => (e, From: (int)(e.Start - start).TotalMinutes, To: (int)(e.End - start).TotalMinutes))
            .Where(e => e.From < MinutesOfDay && e.To > 0)
            .Select(e => (e.e, Math.Max(0, e.From), Math.Min(MinutesOfDay, e.To)))
            .OrderBy(e => e.Item2)
            .ThenByDescending(e => e.Item3);
    }
}
