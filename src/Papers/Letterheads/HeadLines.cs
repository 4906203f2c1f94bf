using Niaga.Platform.Tenants;
using Niaga.Platform.Values;

namespace Niaga.Papers.Letterheads;

/// <summary>Where a paper says the business is: its address, or that of the place the paper is of.</summary>
public static class HeadLines
{
    /// <summary>The place's name where the business has several, address, and town with state.</summary>
    public static IEnumerable<string> Address(Business b, PaperPlace? place)
    {
        ArgumentNullException.ThrowIfNull(b);
        // The first place is called as the business is, until somebody calls it otherwise.
        if (place is not null && place.Name != b.Name)
            yield return place.Name;
        var (line1, line2, postcode, town, state) = place is { HasAddress: true }
            ? (place.AddressLine1, place.AddressLine2, place.Postcode, place.Town, place.State)
            : (b.AddressLine1, b.AddressLine2, b.Postcode, b.Town, b.State);
        if (line1 is { Length: > 0 })
            yield return line2 is { Length: > 0 } ? $"{line1}, {line2}" : line1;
        if (town is not null || postcode is not null)
        {
            string?[] parts = [$"{postcode} {town}".Trim(), state is null ? null : MalaysianState.Parse(state).Name];
            yield return string.Join(", ", parts.Where(t => !string.IsNullOrEmpty(t)));
        }
    }

    /// <summary>As people read it; null where there is none.</summary>
    public static string? Phone(Business b, PaperPlace? place)
    {
        ArgumentNullException.ThrowIfNull(b);
        return (place?.Phone ?? b.Phone) is not { } phone ? null
            : PhoneNumber.TryParse(phone, out var number) ? number.ToString()
            : phone;
    }
}
