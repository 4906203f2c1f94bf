using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Trade.Branches;

/// <summary>A place as a person or a client describes it, as typed. Only a name is required.</summary>
/// <param name="Code">One to six letters and digits, for papers and lists.</param>
/// <param name="State">Code or name of a state.</param>
/// <param name="Hours">A weekday that is left out is closed; null leaves them as they are.</param>
public sealed record BranchInput(
    string? Name,
    string? Code = null,
    string? AddressLine1 = null,
    string? AddressLine2 = null,
    string? Postcode = null,
    string? Town = null,
    string? State = null,
    string? Phone = null,
    IReadOnlyList<BranchInput.Open?>? Hours = null
)
{
    public const int LongestName = 120;
    public const int LongestCode = 6;
    public const int LongestLine = 120;

    /// <summary>When it is open on one weekday, as typed.</summary>
    /// <param name="Weekday">1 is Monday, 7 Sunday.</param>
    /// <param name="Opens">As <c>08:30</c>.</param>
    /// <param name="Closes">As <c>22:00</c>; not later than it opens is the next day.</param>
    public sealed record Open(int Weekday, string? Opens, string? Closes);

    /// <summary>Reads it, noting everything that is wrong.</summary>
    /// <param name="before">Its hours until now, where there are any.</param>
    internal BranchDetails Check(List<Refusal> refusals, IReadOnlyList<OpeningHours>? before = null)
    {
        var name = SingleLineText.Read(Name, nameof(Name), LongestName, refusals);
        if (name is null && !refusals.Exists(r => r.Field == nameof(Name)))
            refusals.Add(PlatformErrors.Required(nameof(Name)));
        var code = string.IsNullOrWhiteSpace(Code) ? null : Code.Trim().ToUpperInvariant();
        if (code is not null && (code.Length > LongestCode || !code.All(char.IsAsciiLetterOrDigit)))
            refusals.Add(BranchErrors.CodeInvalid());
        MalaysianState? state = null;
        if (!string.IsNullOrWhiteSpace(State) && !MalaysianState.TryParse(State, out state))
            refusals.Add(PlatformErrors.StateUnknown());
        Platform.Values.Postcode? postcode = null;
        if (!string.IsNullOrWhiteSpace(Postcode) && !Platform.Values.Postcode.TryParse(Postcode, out postcode))
            refusals.Add(PlatformErrors.PostcodeInvalid());
        else if (postcode is not null && state is not null && !postcode.IsIn(state))
            refusals.Add(PlatformErrors.PostcodeOfAnotherState(state.Name));
        PhoneNumber? phone = null;
        if (!string.IsNullOrWhiteSpace(Phone) && !PhoneNumber.TryParse(Phone, out phone))
            refusals.Add(PlatformErrors.PhoneInvalid());
        return new(
            name ?? "",
            code,
            SingleLineText.Read(AddressLine1, nameof(AddressLine1), LongestLine, refusals),
            SingleLineText.Read(AddressLine2, nameof(AddressLine2), LongestLine, refusals),
            postcode?.Value,
            SingleLineText.Read(Town, nameof(Town), LongestLine, refusals),
            state?.Code,
            phone?.Value,
            Hours is null ? before ?? [] : [.. ReadHours(refusals)]
        );
    }

    private IEnumerable<OpeningHours> ReadHours(List<Refusal> refusals)
    {
        var given = Hours ?? [];
        if (
            given.Count > 7
            || given.Any(h => h is null or { Weekday: < 1 or > 7 })
            || given.DistinctBy(h => h!.Weekday).Count() < given.Count
        )
        {
            refusals.Add(BranchErrors.WeekdaysInvalid());
            yield break;
        }
        foreach (var day in given.OrderBy(h => h!.Weekday))
        {
            if (string.IsNullOrWhiteSpace(day!.Opens) && string.IsNullOrWhiteSpace(day.Closes))
                continue;
            if (OpeningHours.MinuteOf(day.Opens) is not { } opens || OpeningHours.MinuteOf(day.Closes) is not { } closes)
                refusals.Add(BranchErrors.HoursInvalid($"{nameof(Hours)}[{day.Weekday}]"));
            else
                yield return new(day.Weekday, opens, closes <= opens ? closes + OpeningHours.Day : closes);
        }
    }
}

/// <summary>A place as it is written.</summary>
internal sealed record BranchDetails(
    string Name,
    string? Code,
    string? AddressLine1,
    string? AddressLine2,
    string? Postcode,
    string? Town,
    string? State,
    string? Phone,
    IReadOnlyList<OpeningHours> Hours
)
{
    /// <summary>As the audit log keeps it.</summary>
    public object Facts =>
        new
        {
            Name,
            Code,
            AddressLine1,
            AddressLine2,
            Postcode,
            Town,
            State,
            Phone,
            Hours = Hours.Select(h => $"{h.Weekday}: {OpeningHours.Show(h.Opens)}–{OpeningHours.Show(h.Closes)}").ToArray(),
        };

    public bool IsSame(BranchDetails other) => this with { Hours = other.Hours } == other && Hours.SequenceEqual(other.Hours);
}
