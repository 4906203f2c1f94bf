using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Niaga.Testing;

namespace Niaga.Platform.Tests.Notifications;

/// <summary>Telling a business something, as a module's use case does.</summary>
internal static class Telling
{
    public const string LowStock = "retail.low_stock";

    /// <summary>That a product runs low, in a transaction of its own.</summary>
    public static async Task TellLow(
        this NiagaApp app,
        TestBusiness shop,
        string subject,
        PersonId? person = null,
        string? product = null,
        string? permission = null,
        string left = "3"
    )
    {
        await using var scope = app.InWork(shop);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(CancellationToken.None);
        scope
            .ServiceProvider.GetRequiredService<Notifier>()
            .Tell(
                LowStock,
                subject,
                new NotificationDetails().Add("product", product ?? subject).Add("left", left),
                "stock",
                person,
                permission
            );
        await session.Commit(CancellationToken.None);
    }

    /// <summary>That it was dealt with.</summary>
    public static async Task Settle(this NiagaApp app, TestBusiness shop, string subject)
    {
        await using var scope = app.InWork(shop);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(CancellationToken.None);
        scope.ServiceProvider.GetRequiredService<Notifier>().Settle(LowStock, subject);
        await session.Commit(CancellationToken.None);
    }

    /// <summary>E-mails to somebody so far.</summary>
    public static List<MimeMessage> MailsTo(this NiagaApp app, string email) =>
        [
            .. Directory
                .CreateDirectory(Path.Combine(app.DataFolder, "mail"))
                .GetFiles("*.eml")
                .OrderBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => MimeMessage.Load(f.FullName))
                .Where(m => m.To.ToString().Contains(email, StringComparison.Ordinal)),
        ];

    /// <summary>What the work of one kind waits for is due now.</summary>
    public static Task Due(this TestBusiness shop, string kind) =>
        shop.Ask<long>(
            $"""
            WITH w AS (UPDATE platform.work_items SET due_at = now() WHERE kind = '{kind}' AND state = 'waiting' RETURNING 1)
            SELECT count(*) FROM w
            """
        );

    private static AsyncServiceScope InWork(this NiagaApp app, TestBusiness shop)
    {
        var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Niaga.Platform.Callers.Caller>().Enter(shop.Tenant, null, []);
        return scope;
    }
}
