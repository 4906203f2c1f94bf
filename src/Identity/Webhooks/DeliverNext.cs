using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Niaga.Identity.Access;
using Niaga.Identity.Security;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Webhooks;

/// <summary>
/// Sends a webhook's next message: claims it, sends it while no transaction is open, notes what came of it. At least once: a node that
/// dies in between sends again, with the same id.
/// </summary>
internal sealed class DeliverNext(
    IServiceScopeFactory scopes,
    WebhookHttp http,
    WebhookSecrets secrets,
    AccessCache access,
    ModuleCatalog modules,
    IOptions<WebhookSettings> settings,
    TimeProvider clock
)
{
    /// <summary>Pauses after the first, second … attempt; each up to a fifth longer or shorter, so that many do not come at once.</summary>
    internal static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
        TimeSpan.FromHours(24),
    ];

    /// <returns>Whether the message was taken; null when nothing was due.</returns>
    public async Task<bool?> Run(TenantId tenant, Guid webhook, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // Longer than an attempt can take, so that no other node begins it meanwhile.
        var lease = settings.Value.Timeout + TimeSpan.FromMinutes(1);
        var claimed = await InTransaction(tenant, services => Queue(services).Claim(webhook, now, lease, cancel), cancel);
        if (claimed is not { } delivery)
            return null;
        if (await Refuse(tenant, delivery, cancel) is { } refused)
        {
            await InTransaction(tenant, services => NoteRefused(services, delivery, refused, cancel), cancel);
            return false;
        }

        var at = clock.GetUtcNow();
        var id = "msg_" + delivery.Event.ToString("N");
        var keys = new[] { delivery.Secret, delivery.OldSecret }.OfType<byte[]>().Select(s => secrets.Open(tenant, s));
        var answer = await http.Send(delivery.Address, id, at, Body(delivery.Type, delivery.At, delivery.Data), keys, cancel);
        await InTransaction(tenant, services => Note(services, delivery, answer, cancel), cancel);
        return answer.Failure is null;
    }

    /// <summary>As Standard Webhooks 1.0 has it.</summary>
    internal static string Body(string type, DateTimeOffset at, string data) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"type\":\"{type}\",\"timestamp\":\"{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"data\":{data}}}"
        );

    /// <summary>Asked at each attempt: whoever set it up may have left, or may see less than they did.</summary>
    /// <returns>Why nothing is sent, or null.</returns>
    private async Task<string?> Refuse(TenantId tenant, DueDelivery delivery, CancellationToken cancel)
    {
        var business = await access.Find(tenant, cancel);
        if (business is not { Status: "active" })
            return WebhookFailures.NotPermitted;
        if (delivery.Answers is not { } person || await access.FindMember(business, person, cancel) is not { } member)
            return Nobody;
        // It tells of all branches: who works at some only no longer answers for it.
        if (member.Branches is not null)
            return Nobody;

        return delivery.Type == SendTestEvent.Type || modules.MayHear(delivery.Type, member.Permissions, business.Entitlements)
            ? null
            : WebhookFailures.NotPermitted;
    }

    private const string Nobody = "nobody";

    private async Task<bool> NoteRefused(IServiceProvider services, DueDelivery delivery, string refused, CancellationToken cancel)
    {
        var answer = new WebhookAnswer(WebhookFailures.NotPermitted, null, "", 0);
        if (refused == Nobody)
            await SwitchOff(services, delivery, "nobody", cancel);
        await Queue(services).Note(delivery, answer, clock.GetUtcNow(), null, cancel);
        return true;
    }

    private async Task<bool> Note(IServiceProvider services, DueDelivery delivery, WebhookAnswer answer, CancellationToken cancel)
    {
        var (queue, now) = (Queue(services), clock.GetUtcNow());
        // The webhook before its message, as its owner's acts hold them: the other way round the two wait for each other.
        if (answer.Failure is null)
            await queue.NoteWorking(delivery.Webhook, cancel);
        else if (answer.Failure == WebhookFailures.Gone)
            await SwitchOff(services, delivery, "gone", cancel);
        else if (await queue.NoteFailing(delivery.Webhook, now, cancel) is { } since && now - since > settings.Value.OffAfter)
            await SwitchOff(services, delivery, "failing", cancel);
        await queue.Note(delivery, answer, now, answer.Failure is null ? null : Next(delivery.Tries, now), cancel);
        return true;
    }

    private static async Task SwitchOff(IServiceProvider services, DueDelivery delivery, string because, CancellationToken cancel)
    {
        if (!await Queue(services).SwitchOff(delivery.Webhook, because, cancel))
            return;

        await services.GetRequiredService<WebhookRows>().HoldBack(delivery.Webhook, cancel);
        services
            .GetRequiredService<AuditTrail>()
            .Record(WebhookAudit.SwitchedOff, WebhookAudit.Subject, delivery.Webhook, after: new { delivery.Description, because });
        services.GetRequiredService<OwnerNotices>().Tell("webhook_off_" + because, delivery.Description, new Uri(delivery.Address).Host);
    }

    private static DateTimeOffset? Next(int tries, DateTimeOffset now) =>
        tries > Pauses.Length ? null : now + (Pauses[tries - 1] * (0.8 + (RandomNumberGenerator.GetInt32(400) / 1000.0)));

    private static DeliveryQueue Queue(IServiceProvider services) => services.GetRequiredService<DeliveryQueue>();

    private async Task<T> InTransaction<T>(TenantId tenant, Func<IServiceProvider, Task<T>> act, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(tenant, null, []);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(cancel);
        var result = await act(scope.ServiceProvider);
        scope.ServiceProvider.GetRequiredService<AuditTrail>().Write(session);
        scope.ServiceProvider.GetRequiredService<Outbox>().Write(session);
        await session.Commit(cancel);
        return result;
    }
}
