using Niaga.Platform.Tenants;
using Niaga.Platform.Values;

namespace Niaga.Papers.Letterheads;

/// <summary>Where a paper says the business is: its address, or that of the place the paper is of.</summary>
public static class HeadLines
{
    /// <summary>The place's name where the business has several, then street, and town with state.</summary>
    public static IEnumerable<string> Address(Business business, PaperPlace? place)
    {
        ArgumentNullException.ThrowIfNull(business);
        // The first place is called as the business is, until somebody calls it otherwise.
        if (place?.Name is { } name && name != business.Name)
            yield return name;
        Where own = new(business.AddressLine1, business.AddressLine2, business.Postcode, business.Town, business.State);
        Where there = new(place?.AddressLine1, place?.AddressLine2, place?.Postcode, place?.Town, place?.State ?? business.State);
        // Never half of one and half of the other: a street in a town where it is not.
        foreach (var line in (place?.Name is null ? own.Or(there) : there.Or(own)).Lines)
            yield return line;
    }

    /// <summary>As people read it; null where there is none.</summary>
    public static string? Phone(Business business, PaperPlace? place)
    {
        ArgumentNullException.ThrowIfNull(business);
        var phone = place?.Name is null ? business.Phone ?? place?.Phone : place.Phone ?? business.Phone;
        return PhoneNumber.TryParse(phone, out var number) ? number.ToString() : phone;
    }

    private sealed record Where(string? Line1, string? Line2, string? Postcode, string? Town, string? State)
    {
        private bool IsKnown => !string.IsNullOrEmpty(Line1) || Town is not null || Postcode is not null;

        public IEnumerable<string> Lines
        {
            get
            {
                if (Line1 is { Length: > 0 })
                    yield return Line2 is { Length: > 0 } ? $"{Line1}, {Line2}" : Line1;
                if (Town is not null || Postcode is not null)
                    yield return MalaysianState.TownLine(Postcode, Town, State)!;
            }
        }

        public Where Or(Where other) => IsKnown ? this : other;
    }
}
