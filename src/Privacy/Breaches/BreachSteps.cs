using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Privacy.Breaches;

/// <summary>What every step of a breach does: find it open, write the step down, tell the log, set the clock that runs next.</summary>
internal sealed class BreachSteps(
    TenantSession session,
    PrivacyDb db,
    Caller caller,
    AuditTrail audit,
    Notifier notifier,
    Outbox outbox,
    TimeProvider clock
)
{
    public const int LongestText = 4000;

    private static readonly TimeSpan Before = TimeSpan.FromHours(24);

    /// <returns>The breach while it is open, or why not.</returns>
    public async Task<Outcome<Breach>> Open(Guid id, CancellationToken cancel) =>
        await db.Set<Breach>().FirstOrDefaultAsync(b => b.BreachId == id, cancel) is not { } found ? PrivacyErrors.BreachNotFound()
        : found.ClosedAt is not null ? PrivacyErrors.BreachClosed()
        : found;

    public void Note(Breach breach, string what, string? note)
    {
        db.Set<BreachEvent>().Add(new(breach.BreachId, what, note, caller.Person?.Value, clock.GetUtcNow()));
        audit.Record("privacy.breach_" + what, BreachColumns.Subject, breach.BreachId, after: new { breach_number = breach.Number });
    }

    /// <summary>Tells at once what is due next, and again a day before and when it is over.</summary>
    public void Run(Breach breach)
    {
        notifier.Settle(TellDueBreach.Notice, breach.BreachId.ToString());
        if (breach.ClosedAt is not null || breach.Clock.Next is not { } due)
            return;

        Tell(breach.BreachId, breach.Number, breach.CommissionerToldAt is null, due);
        foreach (var at in new[] { due - Before, due })
        {
            if (at > clock.GetUtcNow())
                outbox.Add(TellDueBreach.Kind, new TellDueBreach.Asked(breach.BreachId), $"{breach.BreachId} {at:O}", at);
        }
    }

    /// <param name="commissioner">Who is to be told: the Commissioner, or people.</param>
    public void Tell(Guid breach, int number, bool commissioner, DateTimeOffset due) =>
        notifier.Tell(
            TellDueBreach.Notice,
            breach.ToString(),
            new NotificationDetails()
                .Add("number", number.ToString(CultureInfo.InvariantCulture))
                .AddText("whom", commissioner ? "privacy.breach.commissioner" : "privacy.breach.people_short")
                .Add("due", MalaysianTime.Show(due, Platform.Texts.Language.English))
                .AddText("state", due < clock.GetUtcNow() ? "privacy.breach.late" : "privacy.breach.runs"),
            $"settings/privacy/breaches/{breach}"
        );

    /// <summary>Those that come at once queue here, so that no two have the same.</summary>
    public async Task<int> NextNumber(CancellationToken cancel)
    {
        await session.Rows(
            $"SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended({session.Tenant + " breaches"}, 0))) AS held",
            row => 0,
            cancel
        );
        return (
            await session.Rows(
                $"SELECT coalesce(max(number), 0) + 1 FROM privacy.breaches WHERE tenant_id = {session.Tenant.Value}",
                row => row.GetInt32(0),
                cancel
            )
        )[0];
    }

    /// <summary>A moment as a form gives it, <c>2026-11-06T17:10</c>, in Malaysia.</summary>
    public DateTimeOffset? Moment(string? typed, string field, DateTimeOffset? notBefore, List<Refusal> refusals)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
        if (string.IsNullOrWhiteSpace(typed))
            refusals.Add(PlatformErrors.Required(field));
        else if (!DateTime.TryParseExact(typed.Trim(), formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            refusals.Add(PrivacyErrors.MomentUnreadable(field));
        else if (new DateTimeOffset(local, TimeSpan.FromHours(8)).ToUniversalTime() is var at && at > clock.GetUtcNow())
            refusals.Add(PrivacyErrors.MomentToCome(field));
        else if (at < notBefore)
            refusals.Add(PrivacyErrors.MomentTooEarly(field));
        else
            return at;
        return null;
    }

    public static string? Text(string? typed, string field, bool required, List<Refusal> refusals)
    {
        var text = (typed ?? "").ReplaceLineEndings("\n").Trim();
        if (text.Length == 0 && required)
            refusals.Add(PlatformErrors.Required(field));
        if (text.Length > LongestText)
            refusals.Add(PlatformErrors.TooLong(field, LongestText));
        return text.Length == 0 ? null : text;
    }
}
