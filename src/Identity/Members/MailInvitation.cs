using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Mail;
using Niaga.Platform.Modules;
using Niaga.Platform.Notifications;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Members;

/// <summary>Mails an invitation's link. One that was revoked or sent anew meanwhile is not mailed.</summary>
internal sealed class MailInvitation(
    TenantSession session,
    PeopleDb people,
    RoleCatalog roles,
    ModuleCatalog modules,
    IDataProtectionProvider protection,
    IMail mail,
    TextCatalog texts,
    BusinessesOfPerson businesses,
    IServiceScopeFactory scopes
) : IWorkHandler
{
    internal const string Kind = "platform.mail_invitation";

    internal const string Notice = "platform.invited";

    private const string Purpose = "Niaga.Invitations";

    /// <param name="Invitation">Which.</param>
    /// <param name="Code">The link's secret, encrypted: the queue is no place for it.</param>
    /// <param name="Address">What comes before the code: scheme, host and the business's path.</param>
    internal sealed record Payload(Guid Invitation, string Code, string Address);

    /// <summary>The work of mailing one.</summary>
    /// <param name="protection">Encrypts the code.</param>
    /// <param name="invitation">Which.</param>
    /// <param name="code">Its link's secret.</param>
    /// <param name="address">The business's address as the outside sees it.</param>
    internal static Payload Of(IDataProtectionProvider protection, Guid invitation, InvitationCode code, string address) =>
        new(invitation, protection.CreateProtector(Purpose).Protect(code.Text), address + "/join/");

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        var code = Reveal(payload.Code);
        var db = session.Open<IdentityDb>();
        var invitation = await db.Set<Invitation>().FirstOrDefaultAsync(i => i.InvitationId == payload.Invitation, cancel);
        if (invitation is not { IsOpen: true } || !invitation.TokenHash.AsSpan().SequenceEqual(code.Hash()))
            return;

        // Who has an account reads their own language; of anybody else only the sender can guess it.
        var known = await people
            .AtAddress(invitation.EmailKey)
            .Users.Where(p => p.NormalizedEmail == invitation.EmailKey && p.EmailConfirmed)
            .Select(p => new { p.Id, p.Language })
            .FirstOrDefaultAsync(cancel);
        var words = new Words(texts) { Language = Language.Find(known?.Language) ?? Language.Find(invitation.Language) ?? Language.Malay };
        var business = await session.Open<PlatformDb>().Set<Business>().Select(b => b.Name).SingleAsync(cancel);
        var sender = await db.NameOf(invitation.InvitedBy, cancel);
        var role = words.Role(modules, invitation.Role, (await roles.Find(invitation.Role, cancel))?.Name);
        var body = words[
            "mail.invitation.body",
            sender,
            business,
            role,
            payload.Address + code.Text,
            MalaysianTime.Show(invitation.ExpiresAt, words.Language)
        ];
        if (known is not null)
        {
            foreach (var tenant in (await businesses.Look(new(known.Id), cancel)).Tenants.Where(t => t != session.Tenant))
                await Tell(tenant, new(known.Id), payload.Invitation, business, sender);
        }
        await mail.Send(new($"{item.Id:N}", invitation.Email, words["mail.invitation.subject", business], body), cancel);
    }

    /// <summary>
    /// In the inbox of a business they work in already, for them alone: in a transaction of that business, where a second attempt finds the
    /// first one's.
    /// </summary>
    private async Task Tell(TenantId tenant, PersonId person, Guid invitation, string business, string sender)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        var there = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await there.Begin(CancellationToken.None);
        scope
            .ServiceProvider.GetRequiredService<Notifier>()
            .Tell(
                Notice,
                invitation.ToString(),
                new NotificationDetails().Add("business", business).Add("sender", sender),
                path: null,
                person
            );
        await there.Commit(CancellationToken.None);
    }

    private InvitationCode Reveal(string code)
    {
        try
        {
            return new(protection.CreateProtector(Purpose).Unprotect(code));
        }
        catch (CryptographicException)
        {
            throw new PermanentWorkFailure("The key that the invitation's code was encrypted with is gone; send the invitation again.");
        }
    }
}
