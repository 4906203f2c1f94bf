using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Exports;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Site.Settings;

/// <summary>The security log as a file, with the page's own filters. Taking it is itself in the log.</summary>
internal static class SecurityLogFile
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/settings/security-log", Export, PlatformPermissions.SecurityView, "platform.security_log_exported");

    private static async Task<IResult> Export(
        SecurityLog log,
        LogFile file,
        Caller caller,
        Words words,
        TimeProvider clock,
        CancellationToken cancel,
        string? kind = null,
        Guid? personId = null,
        string? from = null,
        string? to = null,
        string? q = null
    )
    {
        if (
            !(await log.Read(caller.Business, new(kind, personId, from, to, q), words.Language, cancel)).Succeeded(
                out var filter,
                out var refusal
            )
        )
            return refusal.ToProblem(words);

        var name = $"{words["site.security_log.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}";
        return new ExportFile(
            name,
            await log.Count(caller.Business, filter, cancel),
            file.Table((f, most, c) => log.Newest(caller.Business, f, most, c), filter)
        );
    }
}
