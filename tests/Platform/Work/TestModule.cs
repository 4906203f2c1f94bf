using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;
using Niaga.Testing;
using Npgsql;

namespace Niaga.Platform.Tests.Work;

/// <summary>Niaga with work of the tests' own beside the real modules.</summary>
public sealed class WorkApp : NiagaApp
{
    protected override IEnumerable<Manifest> MoreManifests => [TestModule.Manifest];
}

/// <summary>A module that exists only here: work that can be watched, and made to fail.</summary>
internal static class TestModule
{
    public const string Note = "probe.note";
    public const string Fragile = "probe.fragile";
    public const string Slow = "probe.slow";
    public const string Hopeless = "probe.hopeless";

    public static Manifest Manifest { get; } =
        new()
        {
            Key = "probe",
            Assembly = typeof(TestModule).Assembly,
            Work =
            [
                new(Note, typeof(NoteHandler)),
                new(Fragile, typeof(FlakyHandler)) { MaximumAttempts = 3 },
                new(Slow, typeof(SlowHandler)),
                new(Hopeless, typeof(FailingHandler)),
            ],
            Parts = typeof(Parts),
        };

    internal sealed class Parts : IModuleStartup
    {
        public void AddServices(IServiceCollection services) => services.AddUseCasesOf(typeof(TestModule).Assembly);

        public void MapApi(IEndpointRouteBuilder api) { }

        public void MapFiles(IEndpointRouteBuilder site) { }
    }
}

/// <summary>What handlers saw, over all nodes of this process.</summary>
internal static class WorkProbe
{
    public static ConcurrentQueue<(Guid Tenant, string Word)> Done { get; } = new();

    public static ConcurrentDictionary<string, int> Running { get; } = new();

    public static ConcurrentBag<string> Overlaps { get; } = [];

    public static ConcurrentDictionary<string, int> FailuresLeft { get; } = new();

    public static ConcurrentDictionary<string, TaskCompletionSource> Gates { get; } = new();

    public static TaskCompletionSource Gate(string word) =>
        Gates.GetOrAdd(word, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

internal sealed record Word(string Text);

internal sealed class NoteHandler(TenantSession session) : IWorkHandler
{
    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var word = item.Payload<Word>().Text;
        // Businesses of different tests use the same words; an overlap is of one item with itself.
        var place = $"{item.Id} {word}";
        if (WorkProbe.Running.AddOrUpdate(place, 1, (_, n) => n + 1) > 1)
            WorkProbe.Overlaps.Add(place);
        try
        {
            // The handler's own effect in the database: a counter of the item's tenant.
            await using var count = new NpgsqlCommand(
                """
                INSERT INTO trade.number_counters AS c (tenant_id, series, last) VALUES ($1, $2, 1)
                ON CONFLICT (tenant_id, series) DO UPDATE SET last = c.last + 1
                """,
                session.Connection
            );
            count.Parameters.AddWithValue(session.Tenant.Value);
            count.Parameters.AddWithValue(word);
            await count.ExecuteNonQueryAsync(cancel);
        }
        finally
        {
            WorkProbe.Running.AddOrUpdate(place, 0, (_, n) => n - 1);
        }
        WorkProbe.Done.Enqueue((session.Tenant.Value, word));
    }
}

/// <summary>Fails as often as it is told, after its effect was written: the effect must go with the failure.</summary>
internal sealed class FlakyHandler(NoteHandler note) : IWorkHandler
{
    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        await note.Handle(item, cancel);
        var word = item.Payload<Word>().Text;
        if (WorkProbe.FailuresLeft.AddOrUpdate(word, 0, (_, left) => left - 1) >= 0 && WorkProbe.FailuresLeft.ContainsKey(word))
            throw new TimeoutException("the outside did not answer");
    }
}

internal sealed class SlowHandler(NoteHandler note) : IWorkHandler
{
    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        await WorkProbe.Gate(item.Payload<Word>().Text).Task.WaitAsync(cancel);
        await note.Handle(item, cancel);
    }
}

internal sealed class FailingHandler : IWorkHandler
{
    public Task Handle(WorkItem item, CancellationToken cancel) => throw new PermanentWorkFailure("no such customer");
}

/// <summary>Writes work in a business's transaction, and refuses or fails afterwards where it is told to.</summary>
[PublicAccess("Only tests run it.")]
internal sealed class WriteWork(Outbox outbox, TenantSession session) : UseCase<WriteWork, WriteWork.Input, Done>
{
    public sealed record Input(string Kind, string[] Words, string? Key = null, bool Refuse = false, string? RawKind = null);

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        foreach (var word in input.Words)
            outbox.Add(input.Kind, new Word(word), input.Key);
        outbox.Write(session);
        return Task.FromResult<Outcome<Done>>(input.Refuse ? PlatformErrors.Forbidden() : default(Done));
    }
}
