using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Imports;

/// <summary>How far an import is, in a transaction of its own: whoever watches sees it before the import itself commits.</summary>
[PublicAccess("Only the import's own work calls it; no page or endpoint leads here.")]
internal sealed class RecordImportProgress(ImportsDb db) : UseCase<RecordImportProgress, RecordImportProgress.Input, Done>
{
    public sealed record Input(Guid Id, int Done, int Failed);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var import = await db.Set<ImportRun>().SingleAsync(i => i.ImportId == input.Id, cancel);
        if (import.State == ImportRun.Running)
            import.Note(input.Done, input.Failed);
        return default(Done);
    }
}
