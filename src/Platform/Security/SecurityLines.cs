using Microsoft.Extensions.Logging;

namespace Niaga.Platform.Security;

/// <summary>One line of the log for each security event, with fields a log store can search: ids only, nothing that names anybody.</summary>
internal static partial class SecurityLines
{
    /// <summary>Log category; its lines are information and always on.</summary>
    public const string Category = "Niaga.Security";

    [LoggerMessage(EventId = 4600, EventName = "SecurityEvent", Level = LogLevel.Information, Message = "{Event} tenant={Tenant} actor={Actor} subject={Subject} id={SubjectId} channel={Channel}")]
    public static partial void Event(ILogger log, string @event, Guid tenant, Guid? actor, string subject, string subjectId, string channel);
}
