using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;
using Niaga.Trade.Branches;

namespace Niaga.Trade.Shifts;

/// <summary>Shifts of a span of days as a file, a line each, with the hours of work to add up.</summary>
internal static class RosterFiles
{
    private const string Exported = "trade.roster_exported";

    private sealed record Row(Roster.Shift Shift, string Worker, string Branch);

    public static void MapApi(IEndpointRouteBuilder api) =>
        api.MapGet("/work-shifts/export", Shifts)
            .WithTags("Roster")
            .WithMetadata(new NeedsAttribute(TradePermissions.RosterExport))
            .Exports(Exported)
            .WithSummary("Export shifts as CSV")
            .WithDescription("Of the days `from` to `to`, at most 62. Each export is in the security log.")
            .Produces<string>(200, "text/csv")
            .ProducesProblem(400)
            .Refuses(WorkShiftErrors.SpanInvalid(PublishRoster.MostDays), WorkShiftErrors.TooFar());

    public static void Map(IEndpointRouteBuilder site) => site.MapExport("/roster", Shifts, TradePermissions.RosterExport, Exported);

    private static async Task<IResult> Shifts(
        Roster roster,
        BranchList branches,
        Words words,
        CancellationToken cancel,
        [Description("First day; today when left out.")] DateOnly? from = null,
        [Description("Last day; six days after the first when left out.")] DateOnly? to = null,
        [Description("Id of a branch.")] Guid? branch = null
    )
    {
        var first = from ?? roster.Today;
        if (first.Year is < 2000 or > 2100)
            return WorkShiftErrors.TooFar().ToProblem(words);
        var last = to ?? first.AddDays(6);
        if (last < first || last.DayNumber - first.DayNumber >= PublishRoster.MostDays)
            return WorkShiftErrors.SpanInvalid(PublishRoster.MostDays).ToProblem(words);

        var (start, end) = (MalaysianTime.Start(first), MalaysianTime.Start(last.AddDays(1)));
        // By the day they begin on, so that two exports side by side have no shift twice.
        var shifts = (await roster.Between(start, end, null, branch, cancel)).Where(s => s.StartsAt >= start).ToArray();
        var names = await roster.Names(shifts, cancel);
        var places = (await branches.All(cancel)).ToDictionary(b => b.Id, b => b.Name);
        var rows = shifts.Select(s => new Row(
            s,
            s.Person is { } person ? names[person] : words["trade.roster.open"],
            places.GetValueOrDefault(s.Branch, "")
        ));
        return new ExportFile(
            $"{words["trade.roster.file"]}-{first:yyyy-MM-dd}",
            shifts.Length,
            ExportTable.Of(Columns(words, places.Count > 1), _ => rows.ToAsyncEnumerable())
        );
    }

    private static IReadOnlyList<ExportColumn<Row>> Columns(Words words, bool several) =>
        [
            new(words["trade.roster.person"], r => r.Worker),
            .. several ? [new ExportColumn<Row>(words["trade.shift.branch"], r => r.Branch)] : Array.Empty<ExportColumn<Row>>(),
            new(words["trade.shift.starts"], r => ExportCell.InstantOf(r.Shift.StartsAt)),
            new(words["trade.shift.ends"], r => ExportCell.InstantOf(r.Shift.EndsAt)),
            new(words["trade.shift.break"], r => r.Shift.BreakMinutes),
            new(words["trade.shift.hours"], r => new Quantity(r.Shift.Minutes * 1000L / 60)),
            new(words["trade.shift.standing"], r => words[r.Shift.Published ? "trade.shift.published" : "trade.shift.draft"]),
            new(words["trade.shift.note"], r => r.Shift.Note),
        ];
}
