using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Niaga.Platform.Callers;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Identity.Security;

/// <summary>
/// Tells every owner of the business by mail of a change that concerns all of it: its sign-in rules, a new owner, its single sign-on.
/// </summary>
internal sealed class OwnerNotices(
    Outbox outbox,
    Caller caller,
    IHttpContextAccessor context,
    IOptions<SiteOptions> site,
    TimeProvider clock
)
{
    /// <summary>The notification that stands in the owners' inbox beside the mail.</summary>
    internal const string Notice = "platform.owner_notice";

    /// <summary>Told within the running use case of the business, and so only when it commits.</summary>
    /// <param name="what">What the texts are called by: <c>mail.owner.{what}.subject</c> (with {0} the business) and <c>.text</c> ({0} the
    /// business, {1} who did it, {2} … the values).</param>
    /// <param name="values">What the text says further; nothing secret.</param>
    public void Tell(string what, params string[] values) =>
        outbox.Add(
            MailOwners.Kind,
            new MailOwners.Payload(
                what,
                values,
                caller.Person?.Value,
                clock.GetUtcNow(),
                site.Value.AddressFor(context.HttpContext?.Request)
            )
        );
}
