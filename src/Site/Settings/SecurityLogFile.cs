using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.Security;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Exports;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Site.Settings;

/// <summary>
/// <c>/settings/security-log.csv</c>: the security log as a file, with the page's own filters. Taking it is itself in the log.
/// </summary>
internal static class SecurityLogFile
{
    /// <summary>Rows fetched at a time.</summary>
    private const int Portion = 500;

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/settings/security-log.csv", Export)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.SecurityView))
            .Exports("platform.security_log_exported")
            .ExcludeFromDescription();

    private static async Task<IResult> Export(
        SecurityLog log,
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

        var name = $"{words["site.security_log.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}.csv";
        return new ExportFile(
            name,
            await log.Count(caller.Business, filter, cancel),
            (stream, stop) => Write(log, caller.Business, filter, words, stream, stop)
        );
    }

    private static async Task Write(
        SecurityLog log,
        TenantId business,
        AuditFilter filter,
        Words words,
        Stream to,
        CancellationToken cancel
    )
    {
        // A name may begin like a formula: a spreadsheet must not take it for one.
        await using var csv = CsvWriter.Create(
            to,
            CsvWriterOptions.Default with
            {
                Injection = CsvInjection.Escape,
                WriteByteOrderMark = true,
            },
            true
        );
        await csv.WriteRecordAsync(
            ["time", "event", "kind", "what", "who", "about", "channel", "address", "device", "seal", "before", "after"],
            cancel
        );
        while (await log.Newest(business, filter, Portion, cancel) is { Entries: { Count: > 0 } entries } page)
        {
            foreach (var entry in entries)
                await csv.WriteRecordAsync(Cells(entry, page, log, words), cancel);
            filter = filter with { Below = entries[^1].Id };
        }
    }

    private static string[] Cells(AuditLog.Entry entry, AuditLog.Page page, SecurityLog log, Words words) =>
        [
            TimeZoneInfo.ConvertTime(entry.At, MalaysianTime.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            entry.Action,
            SecurityLog.WordOf(log.KindOf(entry.Action)),
            words["audit." + entry.Action],
            entry.Person is { } person ? page.Names.GetValueOrDefault(person) ?? person.ToString() : "",
            entry.About is { } about ? page.Names.GetValueOrDefault(about) ?? about.ToString() : "",
            entry.Channel,
            entry.Address ?? "",
            SecurityLog.DeviceOf(entry) ?? "",
            entry.Seal?.ToString(CultureInfo.InvariantCulture) ?? "",
            entry.Before ?? "",
            entry.After ?? "",
        ];
}
