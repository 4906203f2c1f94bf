using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Niaga.Identity.People;
using Niaga.Identity.Sessions;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Identity.Security;

/// <summary>
/// A person's security events (signed in, failed, factor changed) belong to no business, but every business they work in must
/// see it. Noted with the act itself; <see cref="CopyPersonEventToBusinesses"/> carries it to the businesses' logs,
/// <see cref="MailPersonEvent"/> tells the person.
/// </summary>
internal sealed class PersonEvents(
    AuditTrail audit,
    Outbox outbox,
    TenantSession session,
    SessionCache sessions,
    Caller caller,
    IHttpContextAccessor context,
    IOptions<SiteOptions> site,
    TimeProvider clock
)
{
    /// <summary>The notification that stands in the person's inboxes beside the mail.</summary>
    internal const string Notice = "platform.security_notice";

    /// <summary>Notes an event within the running use case, which runs behind the platform's own lock.</summary>
    /// <param name="person">Whose event.</param>
    /// <param name="action">An audited event that the manifest also calls a security event.</param>
    /// <param name="facts">What the log shows of it; never a secret.</param>
    /// <param name="only">The one business that is concerned, or null for all the person works in.</param>
    /// <param name="alsoTell">A second address of theirs that the mail goes to: the one they have just left.</param>
    public void Note(PersonId person, string action, object? facts = null, TenantId? only = null, string? alsoTell = null)
    {
        if (caller.Business != TenantId.Platform)
            throw new InvalidOperationException("What belongs to a person is noted behind the platform's own lock.");

        var (now, from) = (clock.GetUtcNow(), caller.Origin.Address?.ToString());
        var request = context.HttpContext?.Request;
        var device = request is null ? null : DeviceNames.Of(request.Headers.UserAgent.ToString());
        audit.Record(action, "platform.person", person, after: facts);
        // On this node the next request finds it changed, without waiting for the database's notification.
        session.AfterCommit(() => sessions.Forget(person));
        outbox.Add(
            CopyPersonEventToBusinesses.Kind,
            new CopyPersonEventToBusinesses.Payload(
                person.Value,
                action,
                facts is null ? null : AuditTrail.Text(facts),
                caller.Person?.Value,
                caller.Origin.Channel,
                from,
                only?.Value,
                now,
                device
            )
        );
        if (!PersonMails.Tells(action))
            return;

        outbox.Add(
            MailPersonEvent.Kind,
            new MailPersonEvent.Payload(person.Value, action, now, device, from, site.Value.AddressFor(request), alsoTell)
        );
    }
}
