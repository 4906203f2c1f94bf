using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Register;

/// <summary>The register of processing as CSV and Excel. It names nobody.</summary>
internal static class RegisterFiles
{
    public const string Exported = "privacy.register_exported";

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/settings/privacy/register", Export, PrivacyPermissions.Manage, Exported);

    private static async Task<IResult> Export(ProcessingRegister register, Words words, TimeProvider clock, CancellationToken cancel)
    {
        var lines = await register.Lines(cancel);
        var where = register.Residency;
        return new ExportFile(
            $"{words["privacy.register.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}",
            lines.Count,
            ExportTable.Of<ProcessingRegister.Line>(
                [
                    new(words["privacy.register.records"], l => l.Records),
                    new(words["privacy.register.data"], l => l.Data),
                    new(words["privacy.register.purpose"], l => l.Purpose),
                    new(words["privacy.register.receives"], l => l.Receives),
                    new(words["privacy.register.kept"], l => l.Kept),
                    new(words["privacy.register.sealed"], l => words[l.Sealed ? "privacy.yes" : "privacy.no"]),
                    new(words["privacy.register.where"], _ => where.Data),
                    new(words["privacy.register.table"], l => l.Table),
                ],
                _ => lines.ToAsyncEnumerable()
            )
        );
    }
}
