using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Identity.Security;
using Niaga.Platform.Exports;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Site.Settings;

/// <summary>The audit log as a file, with the page's own filters. Taking it is itself in the log.</summary>
internal static class AuditFile
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/settings/audit", Export, PlatformPermissions.AuditView, "platform.audit_log_exported");

    private static async Task<IResult> Export(
        BusinessLog log,
        LogFile file,
        Caller caller,
        Words words,
        TimeProvider clock,
        CancellationToken cancel,
        string? what = null,
        Guid? personId = null,
        string? from = null,
        string? to = null,
        string? q = null
    )
    {
        var question = new BusinessLog.Question(what, personId, from, to, q);
        if (!(await log.Read(caller.Business, question, words.Language, cancel)).Succeeded(out var filter, out var refusal))
            return refusal.ToProblem(words);

        return new ExportFile(
            $"{words["site.audit.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}",
            await log.Count(caller.Business, filter, cancel),
            file.Table((f, most, c) => log.Newest(caller.Business, f, most, c), filter)
        );
    }
}
