using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Encryption;
using Niaga.Platform.Notifications;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Restrictions;

/// <summary>
/// Opens a restricted record for an hour to somebody it is closed to, who says why; the owner is told at once. Answers until when.
/// </summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
public sealed class OpenRestricted(
    TenantSession session,
    Caller caller,
    RestrictedRecords restricted,
    IEnumerable<RestrictedKind> kinds,
    Colleagues colleagues,
    Notifier notifier,
    AuditTrail audit,
    TimeProvider clock
) : UseCase<OpenRestricted, OpenRestricted.Input, DateTimeOffset>
{
    /// <summary>Notice to whoever looks openings over.</summary>
    internal const string Notice = "platform.record_opened";

    internal static readonly PersonalColumn Reason = new("platform.record_openings", "reason");

    public const int ShortestReason = 10;

    public const int LongestReason = 500;

    /// <summary>What one chooses from. Names: <c>restricted.ground.{key}</c>.</summary>
    public static IReadOnlyList<string> Grounds { get; } = ["present", "urgent", "complaint", "law", "other"];

    /// <param name="Subject">Its kind.</param>
    /// <param name="Record">Its id.</param>
    /// <param name="Ground">One of <see cref="Grounds"/>.</param>
    /// <param name="Reason">In their words, 10 to 500 characters.</param>
    public sealed record Input(string Subject, Guid Record, string? Ground, string? Reason);

    public override async Task<Outcome<DateTimeOffset>> Run(Input input, CancellationToken cancel)
    {
        if (kinds.FirstOrDefault(k => k.Subject == input.Subject) is not { } kind || !caller.May(kind.View) || caller.Person is not { } me)
            return PlatformErrors.NotFound();
        if (!await kind.Exists(session, input.Record, cancel))
            return PlatformErrors.NotFound();
        if (!(await restricted.Of(input.Subject, input.Record, cancel)).IsClosed)
            return RestrictionErrors.NotClosed();
        var (refusals, reason) = (new List<Refusal>(), input.Reason?.Trim() ?? "");
        if (!Grounds.Contains(input.Ground))
            refusals.Add(PlatformErrors.Required(nameof(input.Ground)));
        if (reason.Length == 0)
            refusals.Add(PlatformErrors.Required(nameof(input.Reason)));
        else if (reason.Length < ShortestReason)
            refusals.Add(RestrictionErrors.ReasonTooShort(ShortestReason));
        else if (reason.Length > LongestReason)
            refusals.Add(PlatformErrors.TooLong(nameof(input.Reason), LongestReason));
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        // The database keeps microseconds, and the end is to be the start and an hour to the last of them.
        var now = new DateTimeOffset(clock.GetUtcNow().Ticks / 10 * 10, TimeSpan.Zero);
        var (id, until) = (Guid.CreateVersion7(now), now + RestrictedRecords.OpenFor);
        var kept = await session.Sealed(Reason, id, reason, cancel);
        await session.Execute(
            $"""
            INSERT INTO platform.record_openings (tenant_id, opening_id, person_id, subject, record_id, ground, reason, opened_at, until)
            VALUES ({session.Tenant.Value}, {id}, {me.Value}, {input.Subject}, {input.Record}, {input.Ground}, {kept}, {now}, {until})
            """,
            cancel
        );
        // Why, in their words, stays out of the log, which cannot forget.
        audit.Record(
            "platform.record_opened",
            input.Subject,
            input.Record,
            after: new
            {
                opening = id,
                openingGround = input.Ground,
                until,
            }
        );
        var name = (await colleagues.Who(kind.View, cancel)).FirstOrDefault(c => c.Person == me)?.Name;
        notifier.Tell(
            Notice,
            $"{id}",
            new NotificationDetails()
                .Add("who", name)
                .AddText("record", "restricted." + kind.Subject)
                .AddText("ground", "restricted.ground." + input.Ground),
            "settings/restricted"
        );
        return until;
    }
}
