using Niaga.Platform.Values;

namespace Niaga.Trade.Shifts;

internal static partial class WorkShiftsApi
{
    /// <summary>A shift to be added or changed.</summary>
    /// <param name="StartsAt">When it begins, to the minute.</param>
    /// <param name="EndsAt">When it ends: a quarter of an hour to a day later, across midnight too.</param>
    /// <param name="PersonId">A member of the business; left out, the shift is open.</param>
    /// <param name="BranchId">Where; needed where the business has several branches.</param>
    /// <param name="BreakMinutes">Rest within it, which is no work; none when left out.</param>
    /// <param name="Note">What the person should know; at most 300 characters on one line.</param>
    /// <example>
    /// {"startsAt":"2026-12-07T09:00:00+08:00","endsAt":"2026-12-07T17:00:00+08:00","breakMinutes":60,"note":"Bring the keys"}
    /// </example>
    public sealed record ShiftBody(
        DateTimeOffset? StartsAt,
        DateTimeOffset? EndsAt,
        Guid? PersonId = null,
        Guid? BranchId = null,
        int? BreakMinutes = null,
        string? Note = null
    )
    {
        internal WorkShiftInput ToInput() => new(PersonId, BranchId, StartsAt, EndsAt, BreakMinutes, Note);
    }

    /// <summary>Where a shift goes.</summary>
    /// <param name="Resource" example="open">Id of the person, or <c>open</c> for nobody.</param>
    /// <param name="StartsAt" example="2026-12-07T10:00:00+08:00">When it begins.</param>
    /// <param name="EndsAt" example="2026-12-07T18:00:00+08:00">When it ends.</param>
    public sealed record MoveBody(string? Resource, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt);

    /// <summary>Days to publish.</summary>
    /// <param name="From" example="2026-12-07">First day.</param>
    /// <param name="To" example="2026-12-13">Last day; the same as the first when left out.</param>
    /// <param name="BranchId">One branch alone.</param>
    public sealed record PublishBody(DateOnly? From, DateOnly? To = null, Guid? BranchId = null);

    /// <summary>A week to fill.</summary>
    /// <param name="From" example="2026-12-07">First of its seven days.</param>
    /// <param name="BranchId">One branch alone.</param>
    public sealed record CopyBody(DateOnly? From, Guid? BranchId = null);

    /// <summary>What was made.</summary>
    /// <param name="Id">Its id.</param>
    public sealed record ShiftCreated(Guid Id);

    /// <summary>Shifts of a span of days.</summary>
    /// <param name="Items">The earliest first.</param>
    public sealed record ShiftList(IReadOnlyList<ShiftView> Items);

    /// <summary>A shift.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Resource">The person's id, or <c>open</c>.</param>
    /// <param name="PersonId">Who works; null while it is open.</param>
    /// <param name="Name" example="Nur Aisyah">The person's name.</param>
    /// <param name="BranchId">Where.</param>
    /// <param name="StartsAt">When it begins.</param>
    /// <param name="EndsAt">When it ends.</param>
    /// <param name="BreakMinutes" example="60">Rest within it.</param>
    /// <param name="WorkMinutes" example="420">Length without the rest.</param>
    /// <param name="Note">What the person should know.</param>
    /// <param name="Published">False for a draft.</param>
    /// <param name="ETag" example="&quot;\&quot;7\&quot;&quot;">For If-Match of a change.</param>
    public sealed record ShiftView(
        Guid Id,
        string Resource,
        Guid? PersonId,
        string? Name,
        Guid BranchId,
        DateTimeOffset StartsAt,
        DateTimeOffset EndsAt,
        int BreakMinutes,
        int WorkMinutes,
        string? Note,
        bool Published,
        string ETag
    )
    {
        internal const string Open = "open";

        internal static ShiftView Of(Roster.Shift shift, IReadOnlyDictionary<PersonId, string> names) =>
            new(
                shift.Id,
                shift.Person?.ToString() ?? Open,
                shift.Person?.Value,
                shift.Person is { } person ? names[person] : null,
                shift.Branch,
                shift.StartsAt,
                shift.EndsAt,
                shift.BreakMinutes,
                shift.Minutes,
                shift.Note,
                shift.Published,
                Platform.Web.ETags.Of(shift.Version)
            );
    }
}
