using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Papers;
using Niaga.Papers.Output;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Exports;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Privacy.Breaches;

/// <summary>The register as CSV and Excel, and the letters drafted from what stands in it.</summary>
internal static class BreachFiles
{
    public const string Exported = "privacy.breaches_exported";

    public static void Map(IEndpointRouteBuilder site)
    {
        site.MapExport("/settings/privacy/breaches", Export, PrivacyPermissions.Manage, Exported, BreachColumns.Subject);
        site.MapGet("/settings/privacy/breaches/{breachId:guid}/letter", Letter)
            .WithMetadata(new NeedsAttribute(PrivacyPermissions.Manage))
            .Discloses(Purposes.Records)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> Export(BreachRegister register, Words words, TimeProvider clock, CancellationToken cancel)
    {
        var all = await register.All(cancel);
        return new ExportFile(
            $"{words["privacy.breaches.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}",
            all.Count,
            ExportTable.Of<BreachRegister.Row>(
                [
                    new(words["privacy.breach.number"], b => b.Number),
                    new(words["privacy.breach.known"], b => ExportCell.InstantOf(b.KnownAt)),
                    new(words["privacy.breach.title"], b => b.Title),
                    new(words["privacy.breach.story"], b => b.Story),
                    new(words["privacy.breach.affected"], b => b.Affected),
                    new(words["privacy.breach.people"], b => b.People),
                    new(
                        words["privacy.breach.significant"],
                        b => b.Significant is { } yes ? words[yes ? "privacy.yes" : "privacy.no"] : null
                    ),
                    new(words["privacy.breach.measures"], b => b.Measures),
                    new(words["privacy.breach.commissioner_due"], b => ExportCell.InstantOf(b.Clock.CommissionerDue)),
                    new(words["privacy.breach.commissioner_told"], b => At(b.CommissionerToldAt)),
                    new(words["privacy.breach.reference"], b => b.Reference),
                    new(words["privacy.breach.supplement_due"], b => At(b.Clock.SupplementDue)),
                    new(words["privacy.breach.people_due"], b => At(b.Clock.PeopleDue)),
                    new(words["privacy.breach.people_told"], b => At(b.PeopleToldAt)),
                    new(
                        words["privacy.breach.late_why"],
                        b => string.Join("; ", new[] { b.LateCommissioner, b.LatePeople }.OfType<string>())
                    ),
                    new(words["privacy.breach.closed"], b => At(b.ClosedAt)),
                ],
                _ => all.ToAsyncEnumerable()
            )
        );
    }

    private static ExportCell At(DateTimeOffset? at) => at is { } moment ? ExportCell.InstantOf(moment) : default;

    /// <param name="to"><c>commissioner</c> or <c>people</c>.</param>
    /// <param name="language"><c>ms</c> or <c>en</c>; the reader's when left out.</param>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Letter(
        Guid breachId,
        BreachRegister register,
        PaperPrinter printer,
        TextCatalog texts,
        Words words,
        TimeProvider clock,
        CancellationToken cancel,
        string? to = null,
        string? language = null
    )
    {
        if (to is not (null or "commissioner" or "people"))
            return PlatformErrors.Invalid("to").ToProblem(words);
        if (await register.Find(breachId, cancel) is not { Breach: var breach, Steps: var steps })
            return PrivacyErrors.BreachNotFound().ToProblem(words);

        var its = new Words(texts) { Language = Language.All.FirstOrDefault(l => l.Code == language) ?? words.Language };
        var paper = new Paper(its["privacy.breach.letter_title." + (to ?? "commissioner")], Number(breach), its).Fact(
            its["privacy.letter.day"],
            MalaysianTime.Day(clock.GetUtcNow())
        );
        return (
            await printer.Make(
                to == "people" ? ToPeople(paper, breach, its) : ToCommissioner(paper, breach, steps, its),
                PaperFormat.A4,
                cancel
            )
        ).Download();
    }

    private static string Number(BreachRegister.Row breach) => breach.Number.ToString(CultureInfo.InvariantCulture);

    private static Paper ToCommissioner(Paper paper, BreachRegister.Row breach, IReadOnlyList<BreachRegister.Step> steps, Words words)
    {
        string[] signs =
        [
            .. breach.Sensitive ? [words["privacy.breach.sensitive"]] : Array.Empty<string>(),
            .. breach.Fraud ? [words["privacy.breach.fraud"]] : Array.Empty<string>(),
            .. breach.Financial ? [words["privacy.breach.financial"]] : Array.Empty<string>(),
        ];
        paper
            .To(words["privacy.letter.to"], words["privacy.breach.office"])
            .Fact(words["privacy.breach.known"], breach.KnownAt)
            .Fact(words["privacy.breach.reference"], breach.Reference)
            .Fact(words["privacy.breach.people"], breach.People)
            .Note(words["privacy.breach.letter.commissioner"])
            .Note($"{words["privacy.breach.title"]}: {breach.Title}")
            .Note($"{words["privacy.breach.story"]}: {breach.Story}");
        Say(paper, words["privacy.breach.affected"], breach.Affected);
        Say(paper, words["privacy.breach.signs"], signs.Length == 0 ? null : string.Join(", ", signs));
        Say(paper, words["privacy.breach.measures"], breach.Measures);
        Say(paper, words["privacy.breach.late_why"], breach.LateCommissioner);
        foreach (var step in steps.Where(s => s.What == "supplemented").Reverse())
            Say(paper, $"{words["audit.privacy.breach_supplemented"]}, {MalaysianTime.Show(step.At, words.Language)}", step.Note);
        return paper
            .Note(words[breach.Significant == true ? "privacy.breach.letter.people_follow" : "privacy.breach.letter.people_not"])
            .Note(words["privacy.letter.regards"]);
    }

    private static Paper ToPeople(Paper paper, BreachRegister.Row breach, Words words)
    {
        paper
            .To(words["privacy.letter.to"], words["privacy.breach.each"])
            .Note(words["privacy.breach.letter.people", MalaysianTime.Show(breach.KnownAt, words.Language)])
            .Note(breach.Story);
        Say(paper, words["privacy.breach.affected"], breach.Affected);
        Say(paper, words["privacy.breach.measures"], breach.Measures);
        return paper
            .Note(words["privacy.breach.letter.advice"])
            .Note(words["privacy.letter.complain"])
            .Note(words["privacy.letter.regards"]);
    }

    private static void Say(Paper paper, string label, string? text)
    {
        if (text is not null)
            paper.Note($"{label}: {text}");
    }
}
