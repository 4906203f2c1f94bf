using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Papers;
using Niaga.Papers.Output;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Privacy.Requests;

/// <summary>What the person is told about their request, drafted from its steps, in Malay or English.</summary>
internal static class RequestLetter
{
    public static void Map(IEndpointRouteBuilder site) =>
        site.MapGet("/settings/privacy/requests/{requestId:guid}/letter", Print)
            .WithMetadata(new NeedsAttribute(PrivacyPermissions.Manage))
            .Discloses(Purposes.Request)
            .ExcludeFromDescription();

    /// <param name="language"><c>ms</c> or <c>en</c>; the reader's when left out.</param>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Print(
        Guid requestId,
        RequestDetail requests,
        PaperPrinter printer,
        TextCatalog texts,
        Words words,
        TimeProvider clock,
        CancellationToken cancel,
        string? language = null
    )
    {
        if (await requests.Find(requestId, cancel) is not { } found)
            return PrivacyErrors.RequestNotFound().ToProblem(words);

        var its = new Words(texts) { Language = Language.All.FirstOrDefault(l => l.Code == language) ?? words.Language };
        return (await printer.Make(Of(found, its, MalaysianTime.Day(clock.GetUtcNow())), PaperFormat.A4, cancel)).Download();
    }

    /// <summary>Which letter fits: what was done last decides.</summary>
    public static string KindOf(RequestDetail.Found found) =>
        found.State switch
        {
            "refused" => "refused",
            "answered" => found.Kind,
            _ when found.ExtendedAt is not null => "extended",
            _ => "received",
        };

    private static Paper Of(RequestDetail.Found found, Words words, DateOnly today)
    {
        var kind = KindOf(found);
        var request = words["privacy.kind." + found.Kind];
        var paper = new Paper(words["privacy.letter.title"], found.Number.ToString(CultureInfo.InvariantCulture), words)
            .To(words["privacy.letter.to"], found.Contact is null ? [found.Name] : [found.Name, found.Contact])
            .Fact(words["privacy.letter.day"], today)
            .Fact(words["privacy.letter.about"], request)
            .Fact(words["privacy.request.received"], found.ReceivedOn)
            .Note(words["privacy.letter.dear", found.Name])
            .Note(
                words[
                    "privacy.letter." + kind,
                    found.Number,
                    MalaysianTime.Show(found.ReceivedOn, words.Language),
                    MalaysianTime.Show(found.DueOn, words.Language)
                ]
            );
        if (found.Ground is { } ground)
            paper.Note(words["privacy.letter.ground", words["privacy.ground." + ground]]);
        if (found.NoteOf(kind is "refused" or "extended" ? kind : "answered") is { } note && kind != "received")
            paper.Note(note);
        return paper.Note(words["privacy.letter.complain"]).Note(words["privacy.letter.regards"]);
    }
}
