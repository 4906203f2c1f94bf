using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Npgsql;

namespace Niaga.Platform.Work;

/// <summary>
/// Work that leaves a use case: mail, calls to the outside, long jobs. Written in the business transaction, run at least once after it.
/// </summary>
public sealed class Outbox(ModuleCatalog modules, IOptions<JsonOptions> json, TimeProvider clock, WorkSignal signal)
{
    private readonly List<Item> items = [];
    private readonly List<PublishedEvent> events = [];

    /// <summary>Adds work.</summary>
    /// <param name="kind">A kind some manifest declares.</param>
    /// <param name="payload">What the handler is given, kept as JSON until the work is done.</param>
    /// <param name="idempotencyKey">Work of one kind with the same key is written once; null for a key of its own.</param>
    /// <param name="due">Not before; null for now.</param>
    public void Add(string kind, object payload, string? idempotencyKey = null, DateTimeOffset? due = null)
    {
        if (!modules.WorkKinds.ContainsKey(kind))
            throw new InvalidOperationException($"No manifest declares work of kind '{kind}'.");

        items.Add(new(kind, JsonSerializer.Serialize(payload, payload.GetType()), idempotencyKey ?? Guid.CreateVersion7().ToString(), due));
    }

    /// <summary>Tells the business's webhooks what happened, once it is committed; nobody where none asks for it.</summary>
    /// <param name="key">An event some manifest declares.</param>
    /// <param name="data">As the API shows it to whoever holds the event's permission and no other; costs never.</param>
    public void Publish(string key, object data)
    {
        if (!modules.Events.ContainsKey(key))
            throw new InvalidOperationException($"No manifest declares the event '{key}'.");

        events.Add(new(key, JsonSerializer.Serialize(data, data.GetType(), json.Value.SerializerOptions), clock.GetUtcNow()));
    }

    /// <summary>The items go out with the commit.</summary>
    internal void Write(TenantSession session)
    {
        foreach (var one in events)
            session.WriteAtCommit(one.ToWrite(session.Tenant));
        events.Clear();
        if (items.Count == 0)
            return;

        foreach (var item in items)
        {
            var now = clock.GetUtcNow();
            session.WriteAtCommit(
                new(
                    "INSERT INTO platform.work_items (tenant_id, item_id, kind, idempotency_key, payload, state, due_at, created_at) "
                        + "VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7) ON CONFLICT ON CONSTRAINT work_items_once DO NOTHING"
                )
                {
                    Parameters =
                    {
                        new() { Value = session.Tenant.Value },
                        new() { Value = Guid.CreateVersion7(now) },
                        new() { Value = item.Kind },
                        new() { Value = item.IdempotencyKey },
                        new() { Value = item.Payload },
                        new() { Value = item.Due ?? now },
                        new() { Value = now },
                    },
                }
            );
        }
        items.Clear();
        session.AfterCommit(signal.Raise);
    }

    private sealed record Item(string Kind, string Payload, string IdempotencyKey, DateTimeOffset? Due);
}

/// <summary>Wakes this node's dispatcher when work was written here; other nodes find it by polling.</summary>
public sealed class WorkSignal : IDisposable
{
    private readonly SemaphoreSlim raised = new(0, 1);

    internal void Raise()
    {
        lock (raised)
        {
            if (raised.CurrentCount == 0)
                raised.Release();
        }
    }

    internal Task Wait(TimeSpan most, CancellationToken cancel) => raised.WaitAsync(most, cancel);

    public void Dispose() => raised.Dispose();
}
