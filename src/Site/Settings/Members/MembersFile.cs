using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.Members;
using Niaga.Platform.Callers;
using Niaga.Platform.Exports;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Site.Settings.Members;

/// <summary><c>/settings/members.csv</c>: the members as a file. Taking it is in the security log.</summary>
internal static class MembersFile
{
    private static readonly string[] Columns = ["name", "email", "role", "status", "joined", "factor"];

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/settings/members.csv", Export)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.MembersView))
            .Exports("platform.members_exported")
            .ExcludeFromDescription();

    private static async Task<IResult> Export(
        MemberList list,
        ModuleCatalog modules,
        Words words,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        var rows = await list.Members(cancel);
        var name = $"{words["platform.members.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}.csv";
        return new ExportFile(
            name,
            rows.Count,
            async (stream, stop) =>
            {
                // A name may begin like a formula: a spreadsheet must not take it for one.
                await using var csv = CsvWriter.Create(
                    stream,
                    CsvWriterOptions.Default with
                    {
                        Injection = CsvInjection.Escape,
                        WriteByteOrderMark = true,
                    },
                    true
                );
                await csv.WriteRecordAsync([.. Columns.Select(c => words["platform.members.column." + c])], stop);
                foreach (var row in rows)
                    await csv.WriteRecordAsync(Cells(row, modules, words), stop);
            }
        );
    }

    private static string[] Cells(MemberList.Row row, ModuleCatalog modules, Words words) =>
        [
            row.Name,
            row.Email,
            words.Role(modules, row.RoleKey, row.Role?.Name),
            words[row.Active ? "platform.members.active" : "platform.members.suspended"],
            MalaysianTime.Day(row.JoinedAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            words[row.SecondFactor ? "platform.members.yes" : "platform.members.no"],
        ];
}
