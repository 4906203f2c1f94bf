using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Papers.Marks;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Papers.Letterheads;

/// <summary>Chooses logo, colour and footer of the business's papers.</summary>
[Needs(PapersPermissions.Letterhead)]
internal sealed class ChangeLetterhead(TenantSession session, TenantFiles files, AuditTrail audit)
    : UseCase<ChangeLetterhead, ChangeLetterhead.Input, Done>
{
    public const int MostLogoKilobytes = 512;
    public const int MostFooter = 300;

    /// <summary>It stands on every page: a footer as long as a page leaves no room for anything else.</summary>
    public const int MostFooterLines = 8;

    /// <param name="Colour">As <c>#1f2937</c>.</param>
    /// <param name="Footer">A sentence or two; empty for none.</param>
    /// <param name="Logo">PNG or JPEG; null keeps what is there.</param>
    /// <param name="RemoveLogo">Show the business's own again.</param>
    public sealed record Input(string? Colour, string? Footer, byte[]? Logo = null, bool RemoveLogo = false);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (Refuse(input, out var colour, out var type) is { } refused)
            return refused;

        var db = session.Open<PapersDb>();
        var settings = await db.Set<LetterheadSettings>().SingleOrDefaultAsync(cancel);
        var (before, oldLogo) = (settings?.Facts, settings?.LogoFileId);

        var logo = input.RemoveLogo ? null : oldLogo;
        if (input.Logo is { } picture)
        {
            if (!(await files.Keep("letterhead", type!, picture, cancel)).Succeeded(out var kept, out var full))
                return full;

            logo = kept;
        }
        var footer = string.IsNullOrWhiteSpace(input.Footer) ? null : input.Footer.Trim().ReplaceLineEndings("\n");
        if (settings is not null && (settings.Colour, settings.Footer, settings.LogoFileId) == (colour, footer, logo))
            return default(Done);

        if (settings is null)
            db.Add(settings = new(colour, footer, logo));
        else
            settings.Change(colour, footer, logo);
        await db.SaveChangesAsync(cancel);
        if (oldLogo is { } old && old != logo)
            await files.Forget(old, cancel);
        audit.Record("papers.letterhead_changed", "papers.letterhead", session.Tenant, before, settings.Facts);
        return default(Done);
    }

    /// <summary>Everything that is wrong with it, so that a preview can ask before anything is kept.</summary>
    public static Refusal? Refuse(Input input, out int colour, out string? logoType)
    {
        var refusals = new List<Refusal>();
        if (!LetterheadColour.TryParse(input.Colour, out colour))
            refusals.Add(PaperErrors.ColourInvalid());
        else if (!LetterheadColour.IsReadable(colour))
            refusals.Add(PaperErrors.ColourTooPale());
        if (input.Footer?.Trim().ReplaceLineEndings("\n").Length > MostFooter)
            refusals.Add(PaperErrors.FooterTooLong(MostFooter));
        else if (Lines(input.Footer).Length > MostFooterLines)
            refusals.Add(PlatformErrors.TooManyLines(nameof(input.Footer), MostFooterLines));
        else if (!Lines(input.Footer).All(SingleLineText.IsValid))
            refusals.Add(PlatformErrors.Invalid(nameof(input.Footer)));

        logoType = null;
        if (input.Logo is [])
            refusals.Add(PlatformErrors.FileEmpty(nameof(input.Logo)));
        else if (input.Logo?.Length > MostLogoKilobytes * 1024)
            refusals.Add(PaperErrors.LogoTooLarge(MostLogoKilobytes));
        else if (input.Logo is { } logo && (logoType = Picture.TypeOf(logo)) is null)
            refusals.Add(PaperErrors.LogoInvalid(Picture.MostPixelsASide));
        return Refusal.Of(refusals);
    }

    private static string[] Lines(string? text) =>
        (text ?? "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
