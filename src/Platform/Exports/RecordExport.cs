using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Exports;

/// <summary>Data is about to be taken out: who, which file, how many rows, with which filter.</summary>
[SignedIn]
internal sealed class RecordExport(AuditTrail audit) : UseCase<RecordExport, RecordExport.Input, Done>
{
    /// <param name="Action">The audited event.</param>
    /// <param name="File">Name of the file.</param>
    /// <param name="Rows">How many rows, where that is known.</param>
    /// <param name="Filter">What the address narrowed it by.</param>
    public sealed record Input(string Action, string File, int? Rows, IReadOnlyDictionary<string, string> Filter);

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        audit.Record(
            input.Action,
            "platform.export",
            input.File,
            after: new
            {
                input.File,
                input.Rows,
                Filter = input.Filter.Count == 0 ? null : input.Filter,
            }
        );
        return Task.FromResult<Outcome<Done>>(default(Done));
    }
}
