using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Work;

namespace Niaga.Imports;

/// <summary>Sends an uploaded and mapped file to work.</summary>
[SignedIn]
internal sealed class StartImport(ImportsDb db, ImportKinds kinds, Outbox outbox) : UseCase<StartImport, StartImport.Input, Done>
{
    /// <param name="Kind">Key of an <see cref="ImportKind"/>.</param>
    /// <param name="Mode"><c>all-or-nothing</c> or <c>valid-rows</c>.</param>
    public sealed record Input(string Kind, Guid Id, string? Mode);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var kind = kinds.Find(input.Kind);
        if (kinds.Refuse(kind) is { } forbidden)
            return forbidden;
        // Of two that start it at once, the second waits here and finds it started.
        if (await db.Held(kind.Key, input.Id, cancel) is not { } import)
            return ImportRefusals.NotFound(kind);
        if (import.State != ImportRun.Uploaded)
            return ImportRefusals.Started(kind);

        var refusals = new List<Refusal>();
        if (input.Mode is not (ImportRun.AllOrNothing or ImportRun.ValidRows))
            refusals.Add(ImportRefusals.ModeUnknown(kind));
        // Whoever chose the columns may have been allowed more than who starts it.
        var (columns, mapped) = (await kinds.Columns(kind.Key, cancel), import.Columns.Columns);
        refusals.AddRange(
            columns
                .Where(c => c.Required && !mapped.ContainsKey(c.Key))
                .Select(c => c.Key)
                .Concat(mapped.Keys.Where(k => columns.All(c => c.Key != k)))
                .Select(key => ImportRefusals.MappingInvalid(kind, key))
        );
        if (Refusal.Of(refusals) is { } refusal)
            return refusal;

        import.Start(input.Mode!);
        outbox.Add(RunImport.WorkKind, new RunImport.Payload(import.ImportId), import.ImportId.ToString());
        return default(Done);
    }
}
