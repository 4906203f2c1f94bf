using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Platform.Keeping;

/// <summary><c>/api/v1/retention</c>: how long the business keeps its records.</summary>
internal static class RetentionApi
{
    /// <summary>A class of records.</summary>
    /// <param name="Class" example="accounting">Its key.</param>
    /// <param name="Period" example="7">How long its records are kept from their event on.</param>
    /// <param name="Unit" example="years_from_year_end">`days`, `years` or `years_from_year_end`.</param>
    /// <param name="Floor" example="7">The least you may choose.</param>
    /// <param name="Most" example="30">The most you may choose.</param>
    /// <param name="Usual" example="7">What holds where nothing was chosen.</param>
    /// <param name="Records">The records it covers, in the request's language.</param>
    public sealed record RetentionView(
        string Class,
        int Period,
        string Unit,
        int Floor,
        int Most,
        int Usual,
        IReadOnlyList<string> Records
    );

    /// <summary>Periods to change; one left out stays as it is.</summary>
    /// <param name="Accounting" example="7">Years after the end of the document's year: 7 to 30.</param>
    /// <param name="Employment" example="6">Years: 6 to 30.</param>
    /// <param name="Medical" example="7">Years after the last visit: 7 to 50.</param>
    /// <param name="Evidence" example="7">Years: 7 to 30.</param>
    /// <param name="Deleted" example="90">Days in the bin: 7 to 3650.</param>
    /// <param name="Transient" example="90">Days: 7 to 3650.</param>
    /// <param name="Business" example="90">Days after the business has ended: 7 to 3650.</param>
    public sealed record RetentionChange(
        int? Accounting = null,
        int? Employment = null,
        int? Medical = null,
        int? Evidence = null,
        int? Deleted = null,
        int? Transient = null,
        int? Business = null
    );

    public static void Map(IEndpointRouteBuilder api)
    {
        var retention = api.MapGroup("/retention")
            .WithTags("Keeping data")
            .WithMetadata(new NeedsAttribute(PlatformPermissions.RetentionManage));
        retention
            .MapGet("", Show)
            .WithSummary("Show how long records are kept")
            .WithDescription("Class by class, of what your business's features keep.");
        retention
            .MapPatch("", Change)
            .WithSummary("Choose how long records are kept")
            .WithDescription("Classes left out stay as they are. Below what the law asks is refused, with the law's name.")
            .Refuses([
                .. RetentionClass.All.Where(c => c.HasLaw).Select(KeepingErrors.BelowLaw),
                KeepingErrors.DaysOutside(RetentionClass.Deleted),
                KeepingErrors.YearsTooMany(RetentionClass.Accounting),
            ]);
    }

    private static async Task<Ok<IReadOnlyList<RetentionView>>> Show(RetentionOverview overview, Words words, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<RetentionView>>([
            .. (await overview.Read(cancel)).Select(l => new RetentionView(
                l.Class.Key,
                l.Period,
                Unit(l.Class.Unit),
                l.Class.Floor,
                l.Class.Most,
                l.Class.Usual,
                [.. l.Records.Select(r => words[r])]
            )),
        ]);

    private static string Unit(PeriodUnit unit) =>
        unit switch
        {
            PeriodUnit.Days => "days",
            PeriodUnit.Years => "years",
            _ => "years_from_year_end",
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        RetentionChange change,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var asked = new Dictionary<string, int?>
        {
            ["accounting"] = change.Accounting,
            ["employment"] = change.Employment,
            ["medical"] = change.Medical,
            ["evidence"] = change.Evidence,
            ["deleted"] = change.Deleted,
            ["transient"] = change.Transient,
            ["business"] = change.Business,
        };
        var input = new ChangeRetention.Input(
            asked.Where(a => a.Value is not null).ToDictionary(a => a.Key, a => a.Value?.ToString(CultureInfo.InvariantCulture))
        );
        return (await ChangeRetention.Do(runner, input, cancel)).Succeeded(out _, out var refusal)
            ? TypedResults.NoContent()
            : refusal.ToProblem(words);
    }
}
