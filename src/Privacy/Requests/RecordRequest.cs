using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Subjects;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Requests;

/// <summary>Somebody asked: their request begins to run on the day it came. Answers its id.</summary>
[Needs(PrivacyPermissions.Manage)]
internal sealed class RecordRequest(
    TenantSession session,
    PrivacyDb db,
    RequestSteps steps,
    IEnumerable<ISubjectKind> kinds,
    Caller caller,
    TimeProvider clock
) : UseCase<RecordRequest, RecordRequest.Input, Guid>
{
    public const int LongestName = 120;

    public const int LongestContact = 200;

    private const int OldestDays = 365;

    /// <param name="Kind">One of <see cref="RequestKinds.All"/>.</param>
    /// <param name="Subject">Kind of record, such as <c>trade.customer</c>; empty for somebody the books do not know.</param>
    /// <param name="SubjectId">Whose record.</param>
    /// <param name="Name">Of somebody the books do not know.</param>
    /// <param name="Contact">How to reach them.</param>
    /// <param name="Details">What they ask for, in their words.</param>
    /// <param name="ReceivedOn">As <c>2027-03-03</c>.</param>
    public sealed record Input(
        string? Kind,
        string? Subject,
        Guid? SubjectId,
        string? Name,
        string? Contact,
        string? Details,
        string? ReceivedOn
    );

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        if (!RequestKinds.All.Contains(input.Kind))
            refusals.Add(PrivacyErrors.KindUnknown());
        var name = SingleLineText.Read(input.Name, nameof(input.Name), LongestName, refusals);
        var contact = SingleLineText.Read(input.Contact, nameof(input.Contact), LongestContact, refusals);
        var details = (input.Details ?? "").ReplaceLineEndings("\n").Trim();
        if (string.IsNullOrEmpty(input.Subject) && name is null && refusals.TrueForAll(r => r.Field != nameof(input.Name)))
            refusals.Add(PlatformErrors.Required(nameof(input.Name)));
        if (details.Length > RequestSteps.LongestNote)
            refusals.Add(PlatformErrors.TooLong(nameof(input.Details), RequestSteps.LongestNote));
        var received = Received(input.ReceivedOn, refusals);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;
        var subject = (Subject?)null;
        if (!string.IsNullOrEmpty(input.Subject))
        {
            if (kinds.FirstOrDefault(k => k.Key == input.Subject) is not { } kind || !caller.May(kind.Permission))
                return PrivacyErrors.SubjectNotFound();
            subject = await kind.Find(input.SubjectId ?? Guid.Empty, cancel);
            if (subject is null)
                return PrivacyErrors.SubjectNotFound();
        }

        var request = new PersonRequest(
            await NextNumber(cancel),
            input.Kind!,
            subject is null ? null : (subject.Kind, subject.Id),
            received,
            clock.GetUtcNow()
        );
        request.Say(subject?.Name ?? name!, contact ?? subject?.About, details.Length > 0 ? details : null);
        db.Set<PersonRequest>().Add(request);
        await db.SaveChangesAsync(cancel);
        steps.Note(request.RequestId, request.Number, request.Kind, "received", null);
        return request.RequestId;
    }

    private DateOnly Received(string? typed, List<Refusal> refusals)
    {
        var today = MalaysianTime.Day(clock.GetUtcNow());
        if (string.IsNullOrWhiteSpace(typed))
            refusals.Add(PlatformErrors.Required(nameof(Input.ReceivedOn)));
        else if (!DateOnly.TryParseExact(typed.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            refusals.Add(PlatformErrors.Unreadable("day", nameof(Input.ReceivedOn)));
        else if (day > today)
            refusals.Add(PrivacyErrors.DayToCome(nameof(Input.ReceivedOn)));
        else if (day < today.AddDays(-OldestDays))
            refusals.Add(PrivacyErrors.DayTooOld(nameof(Input.ReceivedOn)));
        else
            return day;
        return today;
    }

    /// <summary>Those that come at once queue here, so that no two have the same.</summary>
    private async Task<int> NextNumber(CancellationToken cancel)
    {
        await session.Rows(
            $"SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended({session.Tenant + " requests"}, 0))) AS held",
            row => 0,
            cancel
        );
        return (
            await session.Rows(
                $"SELECT coalesce(max(number), 0) + 1 FROM privacy.requests WHERE tenant_id = {session.Tenant.Value}",
                row => row.GetInt32(0),
                cancel
            )
        )[0];
    }
}
