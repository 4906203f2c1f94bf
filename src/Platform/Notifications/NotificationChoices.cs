using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Modules;

namespace Niaga.Platform.Notifications;

/// <summary>What reaches the caller in this business: of kinds that can come, by ways there are.</summary>
internal sealed class NotificationChoices(
    TenantSession session,
    ModuleCatalog modules,
    NotificationWays ways,
    DisclosureLog disclosures,
    Caller caller
)
{
    /// <param name="Kind">What.</param>
    /// <param name="Channel">Which way.</param>
    /// <param name="Wanted">Whether it comes this way.</param>
    /// <param name="Fixed">It comes whatever one chooses.</param>
    internal sealed record Choice(NotificationKind Kind, string Channel, bool Wanted, bool Fixed);

    /// <param name="Choices">By kind, then by way.</param>
    /// <param name="Times">When.</param>
    internal sealed record Page(IReadOnlyList<Choice> Choices, NotificationTimes Times);

    public async Task<Page> Read(CancellationToken cancel)
    {
        var person = caller.Person!.Value.Value;
        var choosing = session.Rows(
            $"""
            SELECT kind, channel, wanted FROM platform.notification_choices
            WHERE tenant_id = {session.Tenant.Value} AND person_id = {person}
            """,
            row => (Key: (row.GetString(0), row.GetString(1)), Wanted: row.GetBoolean(2)),
            cancel
        );
        // One's own number, shown to oneself.
        var opened = await disclosures.ForWork(cancel);
        var timing = session.Rows(
            $"""
            SELECT rhythm, quiet_from, quiet_until, phone FROM platform.notification_times
            WHERE tenant_id = {session.Tenant.Value} AND person_id = {person}
            """,
            row => new NotificationTimes(
                row.GetString(0),
                row.IsDBNull(1) ? null : new(row.GetInt32(1), row.GetInt32(2)),
                opened.Text(row.Personal(3, NotificationTimes.PhoneColumn, person), person)
            ),
            cancel
        );
        await Task.WhenAll(choosing, timing);
        var chosen = (await choosing).ToDictionary(c => c.Key, c => c.Wanted);
        return new(
            [
                .. modules
                    .NotificationsToCome(caller.Permissions, caller.Entitlements)
                    .SelectMany(k =>
                        ways.Of(k)
                            .Select(way => new Choice(
                                k,
                                way,
                                k.Always
                                    || (chosen.TryGetValue((k.Key, way), out var wanted) ? wanted : NotificationWays.FromTheStart(k, way)),
                                k.Always
                            ))
                    ),
            ],
            (await timing).FirstOrDefault() ?? NotificationTimes.Unchosen
        );
    }
}
