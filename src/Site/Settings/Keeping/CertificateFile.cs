using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Papers;
using Niaga.Papers.Output;
using Niaga.Platform.Callers;
using Niaga.Platform.Keeping;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Site.Settings.Keeping;

/// <summary>A certificate of deletion as PDF, below the business's letterhead.</summary>
internal static class CertificateFile
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/settings/keeping/certificates/{runId:guid}/file", File)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.RetentionManage))
            .ExcludeFromDescription();

    private static async Task<IResult> File(
        Guid runId,
        CertificateList certificates,
        PaperPrinter printer,
        TextCatalog texts,
        Words words,
        CancellationToken cancel
    ) =>
        await certificates.Find(runId, cancel) is { } found
            ? (await printer.Make(Of(found, words, texts), PaperFormat.A4, cancel)).Download()
            : Results.NotFound();

    private static Paper Of(CertificateList.Certificate found, Words words, TextCatalog texts) =>
        new Paper(words["site.certificates.paper"], found.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), words)
            .Fact(words["site.certificates.number"], found.Number)
            .Fact(words["site.certificates.day"], found.Day)
            .Fact(words["site.certificates.started"], found.StartedAt)
            .Fact(words["site.certificates.finished"], found.FinishedAt)
            .Table(
                found.Lines,
                line => $"{line.Listed} → {line.Purged}",
                new(
                    words["site.certificates.records"],
                    line => $"{KeptWords.Table(line.Table, words, texts)} · {words["retention." + line.Class]} · {line.Table}"
                ),
                new(words["site.certificates.listed"], line => line.Listed, Right: true),
                new(words["site.certificates.held"], line => line.Held, Right: true, Detail: true),
                new(words["site.certificates.needed"], line => line.Needed, Right: true, Detail: true),
                new(words["site.certificates.changed"], line => line.Changed, Right: true, Detail: true),
                new(words["site.certificates.purged"], line => line.Purged, Right: true)
            )
            .Note(words["site.certificates.statement"])
            .Note($"{words["site.certificates.ledger"]}: {found.Ledger}")
            .Note($"{words["site.certificates.signature"]}: {found.KeyId} · {found.Signature}");
}
