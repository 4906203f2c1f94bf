using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Imports;

/// <summary>
/// Takes an import back within a day: what it made is archived, what it changed is again as it was. What was used or changed since stays as
/// it is, and the answer names it.
/// </summary>
[SignedIn]
internal sealed class UndoImport(ImportsDb db, ImportKinds kinds, UndoPreview undo, AuditTrail audit, TimeProvider clock)
    : UseCase<UndoImport, UndoImport.Input, UndoPreview.Plan>
{
    /// <param name="Kind">Key of an <see cref="ImportKind"/>.</param>
    public sealed record Input(string Kind, Guid Id);

    public override async Task<Outcome<UndoPreview.Plan>> Run(Input input, CancellationToken cancel)
    {
        var kind = kinds.Find(input.Kind);
        if (kinds.Refuse(kind) is { } forbidden)
            return forbidden;
        // Of two that undo it at once, the second waits here and finds it undone.
        if (await db.Held(kind.Key, input.Id, cancel) is not { } import)
            return ImportRefusals.NotFound(kind);
        if (import.State == ImportRun.Undone)
            return ImportRefusals.Undone(kind);
        if (!import.MayBeUndone(clock.GetUtcNow()))
            return ImportRefusals.UndoTooLate(kind);

        var source = kinds.Open(kind.Key);
        await source.Hold(input.Id, cancel);
        var plan = await undo.Read(kind.Key, input.Id, cancel);
        if (!plan.Any)
            return ImportRefusals.NothingToUndo(kind, string.Join(", ", plan.Kept.Take(3).Select(k => k.Name)));

        await undo.Mark(kind.Key, input.Id, cancel);
        await source.TakeBack(input.Id, cancel);
        await undo.Forget(input.Id, cancel);
        import.Undo();
        audit.Record(
            kind.Names.Undone,
            kind.Names.Subject,
            input.Id,
            after: new
            {
                import.FileName,
                plan.Archived,
                plan.Restored,
                kept = plan.KeptTotal,
            }
        );
        return plan;
    }
}
