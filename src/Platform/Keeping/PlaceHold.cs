using System.Globalization;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Platform.Keeping;

/// <summary>Keeps data from being destroyed, however old it becomes: a record and what belongs to it, a kind of records, or all.</summary>
[Needs(PlatformPermissions.RetentionManage)]
internal sealed class PlaceHold(TenantSession session, Purge purge, HeldKinds kinds, Caller caller, AuditTrail audit, TimeProvider clock)
    : UseCase<PlaceHold, PlaceHold.Input, Guid>
{
    public const int ShortestReason = 10;

    public const int LongestReason = 500;

    /// <param name="Scope"><c>business</c>, <c>class</c>, <c>table</c> or <c>record</c>.</param>
    /// <param name="Class">Key of a class.</param>
    /// <param name="Table">Schema and name of a table; of a record, too.</param>
    /// <param name="Record">A record's id, or the address of its page.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Until">The last day, as <c>2027-03-31</c>; empty for until it is released.</param>
    public sealed record Input(string? Scope, string? Class, string? Table, string? Record, string? Reason, string? Until);

    private sealed record Held(string Scope, string? Class, string? Table, Guid? Record);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var reason = input.Reason?.Trim() ?? "";
        if (reason.Length == 0)
            refusals.Add(PlatformErrors.Required(nameof(input.Reason)));
        else if (reason.Length < ShortestReason)
            refusals.Add(KeepingErrors.ReasonTooShort(ShortestReason));
        else if (reason.Length > LongestReason)
            refusals.Add(PlatformErrors.TooLong(nameof(input.Reason), LongestReason));
        var until = Until(input.Until, refusals);
        var held = await What(input, refusals, cancel);
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        var now = clock.GetUtcNow();
        // From here on no batch of a purge is under way, and the next sees the hold.
        await RetentionGate.Shut(session, now, cancel);
        var id = Guid.CreateVersion7(now);
        await session.Execute(
            $"""
            INSERT INTO platform.legal_holds (tenant_id, hold_id, scope, class, tbl, record_id, reason, set_by, set_at, until)
            VALUES ({session.Tenant.Value}, {id}, {held!.Scope}, {held.Class}::text, {held.Table}::text, {(object?)held.Record}::uuid,
                {reason}, {(object?)caller.Person?.Value}::uuid, {now}, {(object?)until}::date)
            """,
            cancel
        );
        audit.Record(
            "platform.hold_placed",
            "platform.hold",
            id,
            after: new
            {
                holdScope = held.Scope,
                retentionClass = held.Class,
                held.Table,
                reason,
                until,
            }
        );
        return id;
    }

    private DateOnly? Until(string? typed, List<Refusal> refusals)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        if (!DateOnly.TryParseExact(typed.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            refusals.Add(PlatformErrors.Unreadable("day", nameof(Input.Until)));
        else if (day < MalaysianTime.Day(clock.GetUtcNow()))
            refusals.Add(KeepingErrors.HoldOver());
        return day;
    }

    private async Task<Held?> What(Input input, List<Refusal> refusals, CancellationToken cancel)
    {
        switch (input.Scope)
        {
            case "business":
                return new("business", null, null, null);
            case "class" when RetentionClass.All.Any(c => c.Key == input.Class):
                return new("class", input.Class, null, null);
            case "class":
                refusals.Add(PlatformErrors.Invalid(nameof(input.Class)));
                return null;
            case "table" or "record" when !kinds.All.Contains(input.Table):
                refusals.Add(PlatformErrors.Invalid(nameof(input.Table)));
                return null;
            case "table":
                return new("table", null, input.Table, null);
            case "record" when IdIn(input.Record) is { } record && await Exists(input.Table!, record, cancel):
                return new("record", null, input.Table, record);
            case "record":
                refusals.Add(KeepingErrors.HoldRecordUnknown());
                return null;
            default:
                refusals.Add(PlatformErrors.Invalid(nameof(input.Scope)));
                return null;
        }
    }

    /// <summary>The last id in what was typed: a page's address ends with its record's, or with a word behind it.</summary>
    private static Guid? IdIn(string? typed) =>
        (typed ?? "")
            .Split(['/', '?', '#', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Reverse()
            .Select(Parsed)
            .FirstOrDefault(id => id is not null);

    private static Guid? Parsed(string part) => Guid.TryParse(part, out var id) ? id : null;

    private async Task<bool> Exists(string name, Guid record, CancellationToken cancel)
    {
        var tables = await purge.Tables(cancel);
        return tables.Tables[name].Key is [{ Type: "uuid", Name: var key }]
            && await session.Rows(
                $"SELECT 1 FROM {name} WHERE tenant_id = $1 AND {key} = $2",
                [session.Tenant.Value, record],
                row => row.GetInt32(0),
                cancel
            )
                is [_];
    }
}
