using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;
using Niaga.Platform.Values;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.Security;

/// <summary>Copies a person's security event into the audit log of every business they work in and their inbox there, once each.</summary>
internal sealed class CopyPersonEventToBusinesses(IServiceScopeFactory scopes, BusinessesOfPerson businesses) : IWorkHandler
{
    internal const string Kind = "platform.spread_person_event";

    internal sealed record Payload(
        Guid Person,
        string Action,
        string? Facts,
        Guid? Actor,
        string Channel,
        string? Address,
        Guid? Only,
        DateTimeOffset? At = null,
        string? Device = null
    );

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        var tenants = payload.Only is { } only ? [new TenantId(only)] : (await businesses.Look(new(payload.Person), cancel)).Tenants;
        foreach (var tenant in tenants)
            await Copy(item.Id, payload, tenant, cancel);
    }

    /// <summary>In a transaction of that business; a second attempt finds the first one's entry.</summary>
    private async Task Copy(Guid item, Payload payload, TenantId tenant, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        caller.Enter(tenant, null, []);
        caller.SetOrigin(new(payload.Channel, IPAddress.TryParse(payload.Address, out var address) ? address : null));
        if (payload.Actor is { } actor)
            caller.Identify(new(actor), []);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(cancel);
        await using (
            var once = new NpgsqlCommand(
                """
                INSERT INTO platform.work_items (tenant_id, item_id, kind, idempotency_key, payload, state, due_at, created_at,
                finished_at) VALUES ($1, $2, $3, $4, '', 'done', now(), now(), now()) ON CONFLICT DO NOTHING
                """,
                session.Connection
            )
        )
        {
            once.Parameters.AddWithValue(tenant.Value);
            once.Parameters.AddWithValue(Guid.CreateVersion7());
            once.Parameters.AddWithValue(Kind);
            once.Parameters.AddWithValue(item.ToString());
            if (await once.ExecuteNonQueryAsync(cancel) == 0)
                return;
        }
        var audit = scope.ServiceProvider.GetRequiredService<AuditTrail>();
        audit.RecordCopy(payload.Action, "platform.person", payload.Person, payload.Facts, payload.At);
        audit.Write(session);
        if (PersonMails.Tells(payload.Action))
            scope
                .ServiceProvider.GetRequiredService<Notifier>()
                .Tell(
                    PersonEvents.Notice,
                    item.ToString(),
                    new NotificationDetails()
                        .AddText("what", $"mail.security.{PersonMails.Name(payload.Action)}.subject")
                        .Add(
                            "where",
                            payload.Device is null && payload.Address is null
                                ? ""
                                : string.Join(", ", new[] { payload.Device, payload.Address }.OfType<string>()) + "."
                        ),
                    "account/devices",
                    new PersonId(payload.Person)
                );
        await session.Commit(cancel);
    }
}
