using System.Text.Json;

namespace Niaga.Platform.Work;

/// <summary>
/// Does one kind of background work. Runs within a transaction of the item's tenant that commits together with "done", so its
/// own database effects happen once; what it does outside may happen again after a crash and carries the item's id as key.
/// </summary>
public interface IWorkHandler
{
    Task Handle(WorkItem item, CancellationToken cancel);
}

/// <summary>An item of work as its handler sees it.</summary>
/// <param name="Id">Stable over all attempts: the idempotency key towards the outside.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Json">The payload.</param>
public sealed record WorkItem(Guid Id, string Kind, int Attempt, string Json)
{
    /// <summary>The payload as it was given.</summary>
    public T Payload<T>() =>
        JsonSerializer.Deserialize<T>(Json) ?? throw new InvalidOperationException($"Work item {Id} has an empty payload.");
}

/// <summary>Work that no further attempt can do: the item becomes a dead letter at once.</summary>
/// <param name="reason">Why, without anything personal: it is kept and shown to the operator.</param>
public sealed class PermanentWorkFailure(string reason) : Exception(reason);
