using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tests.Work;
using Niaga.Platform.UseCases;
using Niaga.Testing;

namespace Niaga.Platform.Tests.Audit;

public sealed class AuditApp : NiagaApp
{
    protected override IEnumerable<Manifest> MoreManifests => [TestModule.Manifest];
}

/// <summary>Notes an act, writes it out, and refuses afterwards where it is told to.</summary>
[PublicAccess("Only tests run it.")]
internal sealed class NoteAudit(AuditTrail audit, TenantSession session) : UseCase<NoteAudit, NoteAudit.Input, Done>
{
    public sealed record Input(string Word, bool Refuse);

    public override Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        audit.Record("probe.noted", "probe.word", input.Word, after: new { word = input.Word });
        audit.Write(session);
        return Task.FromResult<Outcome<Done>>(input.Refuse ? PlatformErrors.Forbidden() : default(Done));
    }
}
