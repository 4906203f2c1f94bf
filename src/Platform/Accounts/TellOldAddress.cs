using Microsoft.Extensions.Options;
using Niaga.Platform.Mail;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;
using Niaga.Platform.Work;

namespace Niaga.Platform.Accounts;

/// <summary>The mailbox that an account leaves is told so: if it was a stranger's doing, this is where its owner learns of it.</summary>
internal sealed class TellOldAddress(IMail mail, TextCatalog texts, IOptions<SiteOptions> site) : IWorkHandler
{
    internal const string Kind = "platform.tell_old_address";

    internal sealed record Payload(string Address, string Name, string Language);

    public Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        var language = Language.Find(payload.Language) ?? Language.Malay;
        return mail.Send(new(item.Id.ToString("N"), payload.Address, texts.Get(language, "mail.email_changed.subject"), texts.Get(language, "mail.email_changed.body", payload.Name, site.Value.Contact)), cancel);
    }
}
