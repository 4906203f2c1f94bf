using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Archives;

/// <summary>The business's log says that the operator took its archive.</summary>
[OperatorOnly]
internal sealed class NoteExport(TenantSession session, AuditTrail audit) : UseCase<NoteExport, NoteExport.Input, Done>
{
    public sealed record Input;

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        audit.Record("platform.archive_taken", "platform.business", session.Tenant);
        return Task.FromResult<Outcome<Done>>(default(Done));
    }
}
