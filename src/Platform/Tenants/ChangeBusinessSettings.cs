using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Platform.Tenants;

/// <summary>
/// The business's name, address, registration and tax numbers and logo, each checked by its format (malaysia: LHDN, SSM, RMCD, Pos).
/// </summary>
[Needs(PlatformPermissions.SettingsEdit)]
internal sealed class ChangeBusinessSettings(
    TenantSession session,
    TenantFiles files,
    AccessChanges access,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<ChangeBusinessSettings, ChangeBusinessSettings.Input, Changed>
{
    public const int MostLogoKilobytes = 512;

    public sealed record Input(
        string? Name,
        string? State,
        string? AddressLine1,
        string? AddressLine2,
        string? Postcode,
        string? Town,
        string? Phone,
        string? Email,
        string? SsmNumber,
        string? Tin,
        string? SstNumber,
        Logo? Logo = null,
        bool RemoveLogo = false,
        uint? Version = null
    );

    /// <param name="Content">The picture: PNG, JPEG or WebP, told by its first bytes, not by its name.</param>
    public sealed record Logo(byte[] Content);

    public override async Task<Outcome<Changed>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var details = Read(input, refusals);
        var type = input.Logo is { } logo ? PictureType(logo.Content) : null;
        if (input.Logo is { Content: [] })
            refusals.Add(PlatformErrors.FileEmpty(nameof(input.Logo)));
        else if (input.Logo is not null && (type is null || input.Logo.Content.Length > MostLogoKilobytes * 1024))
            refusals.Add(PlatformErrors.LogoInvalid(MostLogoKilobytes));
        if (Refusal.Of(refusals) is { } refused)
            return refused;

        var db = session.Open<PlatformDb>();
        var business = await db.Set<Business>().SingleAsync(cancel);
        if (ETags.IsStale(db, business, input.Version))
            return PlatformErrors.ChangedByAnother();
        if (details == business.Facts && !await MovesLogo(input, business.LogoFileId, cancel))
            return new Changed(ETags.VersionOf(db, business));

        var (before, oldLogo, now) = (business.Facts, business.LogoFileId, clock.GetUtcNow());
        var shown = input.RemoveLogo ? null : oldLogo;
        if (input.Logo is { } picture)
        {
            if (!(await files.Keep("logo", type!, picture.Content, cancel)).Succeeded(out var kept, out var full))
                return full;

            shown = kept;
        }
        business.Change(details, now);
        if (shown != oldLogo)
            business.ShowLogo(shown, now);
        await db.SaveChangesAsync(cancel);
        if (oldLogo is { } old && business.LogoFileId != old)
            await files.Forget(old, cancel);
        audit.Record("platform.business_changed", "platform.business", session.Tenant, before, business.Facts);
        access.AnnounceAfter(session);
        return new Changed(ETags.VersionOf(db, business));
    }

    private async Task<bool> MovesLogo(Input input, Guid? shown, CancellationToken cancel) =>
        input.Logo is { } logo
            ? shown is not { } old || await files.Find(old, cancel) is not { } file || !logo.Content.AsSpan().SequenceEqual(file.Content)
            : input.RemoveLogo && shown is not null;

    private static Business.Details Read(Input input, List<Refusal> refusals)
    {
        var name = SingleLineName.Read(input.Name, nameof(input.Name), refusals);
        if (!MalaysianState.TryParse(input.State, out var state))
            refusals.Add(PlatformErrors.StateUnknown());
        var postcode = Optional<Postcode>(input.Postcode, Postcode.TryParse, PlatformErrors.PostcodeInvalid(), refusals);
        if (postcode is not null && state is not null && !postcode.IsIn(state))
            refusals.Add(PlatformErrors.PostcodeOfAnotherState(state.Name));
        var phone = Optional<PhoneNumber>(input.Phone, PhoneNumber.TryParse, PlatformErrors.PhoneInvalid(), refusals);
        var email = Optional<EmailAddress>(input.Email, EmailAddress.TryParse, PlatformErrors.EmailInvalid(), refusals);
        var ssm = Optional<SsmNumber>(input.SsmNumber, SsmNumber.TryParse, PlatformErrors.SsmInvalid(), refusals);
        var tin = Optional<Tin>(input.Tin, Tin.TryParse, PlatformErrors.TinInvalid(), refusals);
        var sst = Optional<SstNumber>(input.SstNumber, SstNumber.TryParse, PlatformErrors.SstInvalid(), refusals);
        return new(
            name,
            state?.Code ?? "",
            Short(input.AddressLine1, nameof(input.AddressLine1), refusals),
            Short(input.AddressLine2, nameof(input.AddressLine2), refusals),
            postcode?.Value,
            Short(input.Town, nameof(input.Town), refusals),
            phone?.Value,
            email?.Value,
            ssm?.Value,
            tin?.Value,
            sst?.Value
        );
    }

    private delegate bool TryParse<T>(string? text, out T? value);

    private static T? Optional<T>(string? text, TryParse<T> parse, Refusal refusal, List<Refusal> refusals)
        where T : class
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (parse(text, out var value))
            return value;

        refusals.Add(refusal);
        return null;
    }

    private static string? Short(string? text, string field, List<Refusal> refusals) =>
        SingleLineText.Read(text, field, SingleLineName.Longest, refusals);

    private static string? PictureType(ReadOnlySpan<byte> content) =>
        content switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
            _ => null,
        };
}
