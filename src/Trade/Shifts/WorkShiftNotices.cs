using System.Globalization;
using Niaga.Platform.Callers;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;

namespace Niaga.Trade.Shifts;

/// <summary>
/// Tells people about their own shifts: once when a week is published, and from then on each change. Who writes the roster is not told of
/// their own writing.
/// </summary>
internal sealed class WorkShiftNotices(Notifier notifier, Caller caller)
{
    public const string Published = "trade.roster_published";
    public const string Changed = "trade.shift_changed";
    public const string Removed = "trade.shift_removed";

    /// <summary>Somebody has shifts in what was published.</summary>
    /// <param name="first">First day published.</param>
    /// <param name="last">Last day published.</param>
    /// <param name="shifts">How many of theirs lie there.</param>
    public void TellPublished(PersonId person, DateOnly first, DateOnly last, int shifts)
    {
        var subject = $"{first:O}/{person}";
        // Told anew each time, though the last one was not read: there is something new in it.
        notifier.Settle(Published, subject);
        notifier.Tell(
            Published,
            subject,
            new NotificationDetails().Add("days", $"{Day(first)}–{Day(last)}").Add("shifts", shifts.ToString(CultureInfo.InvariantCulture)),
            $"roster?day={first:O}",
            person
        );
    }

    /// <summary>A published shift is theirs now, or is at another time or place.</summary>
    public void TellChanged(WorkShift shift)
    {
        if (shift is { PublishedAt: not null, PersonId: { } person } && person != caller.Person)
            Tell(Changed, shift.ShiftId, person, shift.StartsAt, shift.EndsAt);
    }

    /// <summary>A published shift is no longer theirs.</summary>
    public void TellRemoved(WorkShift shift, WorkShiftDetails was)
    {
        if (shift.PublishedAt is not null && was.Person is { } person && person != caller.Person)
            Tell(Removed, shift.ShiftId, person, was.StartsAt, was.EndsAt);
    }

    private void Tell(string kind, Guid shift, PersonId person, DateTimeOffset from, DateTimeOffset to)
    {
        var (starts, ends) = (TimeZoneInfo.ConvertTime(from, MalaysianTime.Zone), TimeZoneInfo.ConvertTime(to, MalaysianTime.Zone));
        notifier.Tell(
            kind,
            $"{shift}",
            new NotificationDetails().Add("shift", string.Create(CultureInfo.InvariantCulture, $"{starts:d/M HH:mm}–{ends:HH:mm}")),
            $"roster?day={MalaysianTime.Day(from):O}",
            person
        );
    }

    private static string Day(DateOnly day) => day.ToString("d/M", CultureInfo.InvariantCulture);
}
