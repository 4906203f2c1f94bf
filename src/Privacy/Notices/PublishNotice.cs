using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Privacy.Notices;

/// <summary>Publishes a new version of the privacy notice, for good. Answers its version.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class PublishNotice(TenantSession session, Caller caller, AuditTrail audit, TimeProvider clock)
    : UseCase<PublishNotice, PublishNotice.Input, int>
{
    public const int Shortest = 20;

    public const int Longest = 20_000;

    /// <param name="Malay">Its text in Malay.</param>
    /// <param name="English">The same in English.</param>
    /// <param name="EffectiveFrom">The first day it holds, as <c>2027-03-03</c>; today or later.</param>
    public sealed record Input(string? Malay, string? English, string? EffectiveFrom);

    public override async Task<Outcome<int>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var malay = Text(input.Malay, nameof(input.Malay), refusals);
        var english = Text(input.English, nameof(input.English), refusals);
        var from = Day(input.EffectiveFrom, refusals);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var (tenant, now, by) = (session.Tenant.Value, clock.GetUtcNow(), (object?)caller.Person?.Value ?? DBNull.Value);
        var id = Guid.CreateVersion7(now);
        var version = (
            await session.Rows(
                $"""
                INSERT INTO privacy.notices (tenant_id, notice_id, version, text_ms, text_en, effective_from, published_at, published_by)
                SELECT {tenant}, {id}, coalesce(max(version), 0) + 1, {malay}, {english}, {from}, {now}, {by}::uuid
                FROM privacy.notices WHERE tenant_id = {tenant} RETURNING version
                """,
                row => row.GetInt32(0),
                cancel
            )
        )[0];
        audit.Record("privacy.notice_published", "privacy.notice", id, after: new { version, effective_from = from });
        return version;
    }

    /// <summary>Two who publish at once: the second reads what the first wrote, and decides anew.</summary>
    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "notices_version" ? PlatformErrors.ChangedByAnother() : null;

    private static string Text(string? typed, string field, List<Refusal> refusals)
    {
        var text = (typed ?? "").ReplaceLineEndings("\n").Trim();
        if (text.Length == 0)
            refusals.Add(PlatformErrors.Required(field));
        else if (text.Length < Shortest)
            refusals.Add(PrivacyErrors.NoticeTooShort(field, Shortest));
        else if (text.Length > Longest)
            refusals.Add(PlatformErrors.TooLong(field, Longest));
        return text;
    }

    private DateOnly Day(string? typed, List<Refusal> refusals)
    {
        var today = MalaysianTime.Day(clock.GetUtcNow());
        if (string.IsNullOrWhiteSpace(typed))
            refusals.Add(PlatformErrors.Required(nameof(Input.EffectiveFrom)));
        else if (!DateOnly.TryParseExact(typed.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            refusals.Add(PlatformErrors.Unreadable("day", nameof(Input.EffectiveFrom)));
        else if (day < today)
            refusals.Add(PrivacyErrors.NoticeBackdated());
        else
            return day;
        return today;
    }
}
