using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Papers.Letterheads;

/// <summary>The letterhead of the business at hand.</summary>
internal sealed class LetterheadQuery(TenantSession session, BusinessProfile profile, TenantFiles files)
{
    /// <param name="Head">As papers show it.</param>
    /// <param name="Settings">What was chosen, or null.</param>
    internal sealed record Found(Letterhead Head, LetterheadSettings? Settings);

    /// <param name="words">The paper's language.</param>
    /// <param name="ignoreOwnLogo">As if its papers had no logo of their own.</param>
    /// <param name="place">Of which place it is, or null.</param>
    public async Task<Found> Read(Words words, CancellationToken cancel, bool ignoreOwnLogo = false, PaperPlace? place = null)
    {
        var reading = profile.Read(cancel);
        // Within a transaction there is one connection, and it reads one thing at a time.
        if (session.InTransaction)
            await reading;
        var asking = session.Open<PapersDb>().Set<LetterheadSettings>().AsNoTracking().SingleOrDefaultAsync(cancel);
        await Task.WhenAll(reading, asking);
        var (business, chosen) = (await reading, await asking);

        var file = (ignoreOwnLogo ? null : chosen?.LogoFileId) ?? business.LogoFileId;
        var logo = file is { } id ? await files.Find(id, cancel) : null;
        return new(
            new(business.Name, [.. Lines(business, place, words)], logo?.Content, chosen?.Colour ?? Letterhead.UsualColour, chosen?.Footer),
            chosen
        );
    }

    /// <summary>Address, town, phone and e-mail; then what proves the business.</summary>
    private static IEnumerable<string> Lines(Business b, PaperPlace? place, Words words)
    {
        foreach (var line in HeadLines.Address(b, place))
            yield return line;
        if (HeadLines.Phone(b, place) is { } phone)
            yield return $"{words["papers.phone"]} {phone}";
        if (b.SsmNumber is { } ssm)
            yield return $"{words["papers.ssm"]} {ssm}";
        if (b.SstNumber is { } sst)
            yield return $"{words["papers.sst"]} {sst}";
        if (b.Tin is { } tin)
            yield return $"{words["papers.tin"]} {tin}";
    }
}
