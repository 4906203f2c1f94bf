using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Platform.Tenants;

/// <summary>Whether a web address can be had, before anybody signs up with it. Two who ask at once, the database tells apart.</summary>
internal sealed class SlugAvailability(Databases databases)
{
    private const int MostTried = 20;

    /// <param name="Slug">As it would be written; null where nothing was asked.</param>
    /// <param name="Refusal">Why it cannot be had; null when it is free.</param>
    /// <param name="Suggestion">One like it that is free, where this one is not.</param>
    public sealed record Answer(string? Slug, Refusal? Refusal, string? Suggestion);

    public async Task<Answer> Check(string? text, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new(null, null, null);
        if (!Slug.TryParse(text.Trim(), out var slug))
            return new(null, PlatformErrors.SlugInvalid(), await Free((Slug.Suggest(text) ?? Slug.Invent()).Value, itself: true, cancel));
        if (ReservedSlugs.Contains(slug.Value))
            return new(slug.Value, PlatformErrors.SlugReserved(slug.Value), await Free(slug.Value, itself: false, cancel));

        return await Free(slug.Value, itself: true, cancel) is var free && free == slug.Value
            ? new(slug.Value, null, null)
            : new(slug.Value, PlatformErrors.SlugTaken(slug.Value), free);
    }

    /// <summary>The first that is free: itself, then with a number.</summary>
    private async Task<string?> Free(string slug, bool itself, CancellationToken cancel)
    {
        var stem = slug.Length > Slug.MaxLength - 3 ? slug[..(Slug.MaxLength - 3)].TrimEnd('-') : slug;
        string[] tried =
        [
            .. itself ? [slug] : Array.Empty<string>(),
            .. Enumerable.Range(2, MostTried).Select(n => FormattableString.Invariant($"{stem}-{n}")),
        ];
        await using var command = databases.Shared.CreateCommand("SELECT slug FROM platform.tenants WHERE slug = ANY ($1)");
        command.Parameters.AddWithValue(tried);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            taken.Add(rows.GetString(0));
        return tried.FirstOrDefault(t => !taken.Contains(t) && !ReservedSlugs.Contains(t));
    }
}
