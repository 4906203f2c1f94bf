using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Platform.Notifications;

/// <summary>When what reaches somebody is sent.</summary>
/// <param name="Rhythm">One of <see cref="Rhythms"/>.</param>
/// <param name="Quiet">Their quiet hours, or null.</param>
/// <param name="Phone">Where WhatsApp and SMS go, or null.</param>
internal sealed record NotificationTimes(string Rhythm, QuietHours? Quiet, string? Phone)
{
    public static readonly PersonalColumn PhoneColumn = new("platform.notification_times", "phone");

    public const string AtOnce = "at_once";
    public const string Daily = "daily";
    public const string Weekly = "weekly";

    /// <summary>When a digest comes, in Malaysia.</summary>
    private static readonly TimeSpan Morning = TimeSpan.FromHours(8);

    /// <summary>Of whoever chose nothing.</summary>
    public static NotificationTimes Unchosen { get; } = new(AtOnce, null, null);

    /// <summary>In the order in which people are asked. Names: <c>notifications.rhythm.{key}</c>.</summary>
    public static IReadOnlyList<string> Rhythms { get; } = [AtOnce, Daily, Weekly];

    public bool Collects => Rhythm != AtOnce;

    /// <summary>When something told now is sent: not within quiet hours, and with the next digest where they want one.</summary>
    /// <param name="now">Now.</param>
    /// <param name="firstOfWeek">The day a weekly digest comes on.</param>
    public DateTimeOffset Due(DateTimeOffset now, DayOfWeek firstOfWeek)
    {
        var due = now;
        if (Collects)
        {
            var day = MalaysianTime.Day(now);
            while (MalaysianTime.Start(day) + Morning <= now || (Rhythm == Weekly && day.DayOfWeek != firstOfWeek))
                day = day.AddDays(1);
            due = MalaysianTime.Start(day) + Morning;
        }
        return Quiet?.After(due) ?? due;
    }
}
