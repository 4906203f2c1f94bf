using Niaga.Platform.Callers;
using Niaga.Platform.Values;

namespace Niaga.Platform.Audit;

/// <summary>
/// What happened to one thing, for the last tab of its page. Its reader needs <see cref="PlatformPermissions.AuditView"/>.
/// </summary>
public sealed class AuditHistory
{
    private readonly AuditLog log;
    private readonly ReadableFacts readable;

    internal AuditHistory(AuditLog log, ReadableFacts readable) => (this.log, this.readable) = (log, readable);

    /// <summary>One act.</summary>
    /// <param name="At">When.</param>
    /// <param name="Person">Name of who did it; null for the platform's own work and for people who left.</param>
    /// <param name="Channel"><c>page</c>, <c>api</c>, <c>work</c> or <c>operator</c>.</param>
    /// <param name="Action">The audited event; its text is <c>audit.{Action}</c>.</param>
    /// <param name="Changes">Which facts it changed, of those its reader may see.</param>
    public sealed record Event(DateTimeOffset At, string? Person, string Channel, string Action, IReadOnlyList<FactChanges.Change> Changes);

    /// <summary>The newest acts on a thing.</summary>
    /// <param name="tenant">The business.</param>
    /// <param name="kind">Such as <c>retail.product</c>.</param>
    /// <param name="id">Which.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancel">Stops the read.</param>
    /// <param name="until">Only what was earlier; null for all.</param>
    public async Task<IReadOnlyList<Event>> Of(
        TenantId tenant,
        string kind,
        string id,
        int most,
        CancellationToken cancel,
        DateTimeOffset? until = null
    )
    {
        var page = await log.Newest(tenant, new() { Of = (kind, id), Until = until }, most, cancel);
        return
        [
            .. page.Entries.Select(e => new Event(
                e.At,
                e.Person is { } person ? page.Names.GetValueOrDefault(person) : null,
                e.Channel,
                e.Action,
                [.. FactChanges.Between(e.Before, e.After).Where(c => readable.Includes(c.Fact))]
            )),
        ];
    }
}
