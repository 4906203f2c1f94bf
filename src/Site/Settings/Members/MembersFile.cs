using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Identity.Members;
using Niaga.Platform.Callers;
using Niaga.Platform.Exports;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Trade.Branches;

namespace Niaga.Site.Settings.Members;

/// <summary>The members as a file. Taking it is in the security log.</summary>
internal static class MembersFile
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/settings/members", Export, PlatformPermissions.MembersView, "platform.members_exported");

    private static async Task<IResult> Export(
        MemberList list,
        ModuleCatalog modules,
        BranchList branches,
        Caller caller,
        Words words,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var places = await WorkPlaces.Read(branches, caller, cancel);
        var rows = await list.Members(cancel);
        return new ExportFile(
            $"{words["platform.members.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}",
            rows.Count,
            ExportTable.Of<MemberList.Row>(
                [
                    new(words["platform.members.column.name"], row => row.Name),
                    new(words["platform.members.column.email"], row => row.Email),
                    new(words["platform.members.column.role"], row => words.Role(modules, row.RoleKey, row.Role?.Name)),
                    .. Where(places, words),
                    new(
                        words["platform.members.column.status"],
                        row => words[row.Active ? "platform.members.active" : "platform.members.suspended"]
                    ),
                    new(words["platform.members.column.joined"], row => MalaysianTime.Day(row.JoinedAt)),
                    new(
                        words["platform.members.column.factor"],
                        row => words[row.SecondFactor ? "platform.members.yes" : "platform.members.no"]
                    ),
                ],
                rows
            )
        );
    }

    private static IEnumerable<ExportColumn<MemberList.Row>> Where(WorkPlaces places, Words words) =>
        places.Several ? [new(words["platform.members.column.branches"], row => places.Show(row.Branches, words))] : [];
}
