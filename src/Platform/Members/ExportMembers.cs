using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Data;
using Niaga.Platform.UseCases;

namespace Niaga.Platform.Members;

/// <summary>Takes the list of members out of Niaga; the log says who did.</summary>
[Needs(PlatformPermissions.MembersView)]
internal sealed class ExportMembers(TenantSession session, MemberList list, AuditTrail audit) : UseCase<ExportMembers, ExportMembers.Input, MemberList.Row[]>
{
    public sealed record Input;

    public override async Task<Outcome<MemberList.Row[]>> Run(Input input, CancellationToken cancel)
    {
        var rows = await list.Members(cancel);
        audit.Record("platform.members_exported", "platform.business", session.Tenant, after: new { Rows = rows.Count });
        return rows.ToArray();
    }
}
