using Microsoft.Extensions.Logging;
using Niaga.Platform.Callers;
using Niaga.Platform.Values;

namespace Niaga.Platform.Audit;

/// <summary>
/// One line of the log for each security event, with fields a log store can search: ids only, nothing that names anybody. An event
/// of a person has one line, under the platform's own tenant, however many businesses' logs it is copied into.
/// </summary>
internal static partial class SecurityEventLogger
{
    /// <summary>Log category; its lines are information and always on.</summary>
    public const string Category = "Niaga.Security";

    /// <param name="log">Of <see cref="Category"/>.</param>
    /// <param name="action">The audited event.</param>
    /// <param name="tenant">In whose audit log it stands.</param>
    /// <param name="caller">Who did it, by which channel.</param>
    /// <param name="subject">Kind of the thing it was done to.</param>
    /// <param name="subjectId">Which. An id that is no UUID may be an address or a name, and stays out.</param>
    /// <param name="entry">Its entry in the audit log.</param>
    public static void Write(ILogger log, string action, TenantId tenant, Caller caller, string subject, string subjectId, Guid entry) =>
        Event(
            log,
            action,
            tenant.Value,
            caller.Person?.Value,
            subject,
            Guid.TryParse(subjectId, out var id) ? id : null,
            caller.Origin.Channel,
            entry
        );

    [LoggerMessage(
        EventId = 4600,
        EventName = "SecurityEvent",
        Level = LogLevel.Information,
        Message = "{Action} tenant={Tenant} actor={Actor} subject={Subject} id={SubjectId} channel={Channel} entry={Entry}"
    )]
    private static partial void Event(
        ILogger log,
        string action,
        Guid tenant,
        Guid? actor,
        string subject,
        Guid? subjectId,
        string channel,
        Guid entry
    );
}
