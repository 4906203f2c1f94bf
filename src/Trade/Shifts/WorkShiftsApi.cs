using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Trade.Shifts;

/// <summary><c>/api/v1/work-shifts</c>.</summary>
internal static partial class WorkShiftsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var (view, edit) = (new NeedsAttribute(TradePermissions.RosterView), new NeedsAttribute(TradePermissions.RosterEdit));
        Refusal[] wrong =
        [
            PlatformErrors.Required("StartsAt"),
            WorkShiftErrors.LengthInvalid(),
            WorkShiftErrors.TooFar(),
            WorkShiftErrors.PersonUnknown(),
            WorkShiftErrors.WorksElsewhere("", ""),
            WorkShiftErrors.WorksElsewhereMeanwhile(),
            WorkShiftErrors.OverlapsMeanwhile(),
            WorkShiftErrors.Overlaps("", default, default, Language.English),
        ];
        Refusal[] filled =
        [
            .. wrong,
            WorkShiftErrors.BreakInvalid(),
            WorkShiftErrors.BranchUnknown(),
            PlatformErrors.TooLong("Note", WorkShiftInput.LongestNote),
            PlatformErrors.Invalid("Note"),
        ];
        var shifts = api.MapGroup("/work-shifts").WithTags("Roster");
        shifts
            .MapGet("", List)
            .WithMetadata(view)
            .WithSummary("List shifts")
            .WithDescription(
                "All that touch the days `from` to `to`, at most 62, the earliest first. Drafts are there for who may edit the roster, "
                    + "for everybody else what is published; `person` and `branch` narrow."
            )
            .Refuses(WorkShiftErrors.SpanInvalid(PublishRoster.MostDays), WorkShiftErrors.TooFar());
        shifts
            .MapGet("/{shiftId:guid}", Show)
            .WithMetadata(view)
            .WithSummary("A shift")
            .WithDescription("Its ETag goes into If-Match of a change.")
            .HasETag()
            .Refuses(WorkShiftErrors.NotFound());
        shifts
            .MapPost("", Add)
            .WithMetadata(edit)
            .WithSummary("Add a shift")
            .WithDescription(
                "As a draft, which its person sees once it is published. Nobody has two shifts at a time, or one at a branch "
                    + "they do not work at."
            )
            .Refuses([.. filled, WorkShiftErrors.BranchMissing()]);
        shifts
            .MapPut("/{shiftId:guid}", Replace)
            .HasETag()
            .WithMetadata(edit)
            .WithSummary("Change a shift")
            .WithDescription(
                "All of it: what is left out is emptied, but the branch. Asks for If-Match. Of a published one its person is told."
            )
            .Refuses([WorkShiftErrors.NotFound(), .. filled]);
        shifts
            .MapPut("/{shiftId:guid}/time", Move)
            .HasETag()
            .WithMetadata(edit)
            .WithSummary("Move a shift")
            .WithDescription("To another person or time; the rest stays. What dragging does. Asks for If-Match.")
            .Refuses([WorkShiftErrors.NotFound(), WorkShiftErrors.BreakInvalid(), .. wrong]);
        shifts
            .MapDelete("/{shiftId:guid}", Remove)
            .WithMetadata(edit)
            .WithSummary("Remove a shift")
            .WithDescription("Off the roster. Restoring takes it back.")
            .Refuses(WorkShiftErrors.NotFound(), PlatformErrors.ChangedByAnother());
        shifts
            .MapPost("/{shiftId:guid}/restore", Restore)
            .WithMetadata(edit)
            .WithSummary("Restore a removed shift")
            .Refuses(
                WorkShiftErrors.NotFound(),
                WorkShiftErrors.PersonUnknown(),
                WorkShiftErrors.WorksElsewhere("", ""),
                WorkShiftErrors.WorksElsewhereMeanwhile(),
                WorkShiftErrors.OverlapsMeanwhile(),
                WorkShiftErrors.Overlaps("", default, default, Language.English)
            );
        shifts
            .MapPost("/publish", Publish)
            .WithMetadata(edit)
            .WithSummary("Publish the roster")
            .WithDescription(
                "The drafts of the days `from` to `to`, at most 62; whoever has one of them is told. None is published while one is at a "
                    + "branch its person does not work at."
            )
            .Refuses(
                PlatformErrors.Required("From"),
                WorkShiftErrors.SpanInvalid(PublishRoster.MostDays),
                WorkShiftErrors.TooFar(),
                WorkShiftErrors.Astray("", "", "", default, Language.English)
            );
        shifts
            .MapPost("/copy-week", Copy)
            .WithMetadata(edit)
            .WithSummary("Copy the week before")
            .WithDescription(
                "Onto the seven days from `from`, as drafts. Left out is who has left or works elsewhere, what would overlap and "
                    + "what is there already."
            )
            .Refuses(PlatformErrors.Required("From"), WorkShiftErrors.TooFar());
    }

    private static async Task<Results<Ok<ShiftList>, ProblemHttpResult>> List(
        Roster roster,
        Words words,
        CancellationToken cancel,
        [Description("First day; today when left out.")] DateOnly? from = null,
        [Description("Last day; the same as the first when left out.")] DateOnly? to = null,
        [Description("Id of a person.")] Guid? person = null,
        [Description("Id of a branch.")] Guid? branch = null
    )
    {
        var first = from ?? roster.Today;
        var last = to ?? first;
        if (last < first || last.DayNumber - first.DayNumber >= PublishRoster.MostDays)
            return WorkShiftErrors.SpanInvalid(PublishRoster.MostDays).ToProblem(words);
        if (first.Year is < 2000 or > 2100)
            return WorkShiftErrors.TooFar().ToProblem(words);

        var shifts = await roster.Between(
            MalaysianTime.Start(first),
            MalaysianTime.Start(last.AddDays(1)),
            person is { } id ? new PersonId(id) : null,
            branch,
            cancel
        );
        var names = await roster.Names(shifts, cancel);
        return TypedResults.Ok(new ShiftList([.. shifts.Select(s => ShiftView.Of(s, names))]));
    }

    private static async Task<Results<Ok<ShiftView>, ProblemHttpResult>> Show(
        Guid shiftId,
        Roster roster,
        HttpResponse response,
        Words words,
        CancellationToken cancel
    )
    {
        if (await roster.Find(shiftId, cancel) is not { } shift)
            return WorkShiftErrors.NotFound().ToProblem(words);

        ETags.Set(response, shift.Version);
        return TypedResults.Ok(ShiftView.Of(shift, await roster.Names([shift], cancel)));
    }

    private static async Task<Results<Created<ShiftCreated>, ProblemHttpResult>> Add(
        ShiftBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await AddWorkShift.Do(runner, body.ToInput(), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/work-shifts/{id}", new ShiftCreated(id))
            : refusal.ToProblem(words);

    private static Task<Results<NoContent, ProblemHttpResult>> Replace(
        Guid shiftId,
        ShiftBody body,
        HttpRequest request,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => Change(ChangeWorkShift.Input.All(shiftId, body.ToInput(), ETags.IfMatch(request)), response, runner, words, cancel);

    private static async Task<Results<NoContent, ProblemHttpResult>> Move(
        Guid shiftId,
        MoveBody body,
        HttpRequest request,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if (string.IsNullOrEmpty(body.Resource))
            return PlatformErrors.Required("Resource").ToProblem(words);

        var open = body.Resource == ShiftView.Open;
        Guid? person = null;
        if (!open && Guid.TryParse(body.Resource, out var id))
            person = id;
        else if (!open)
            return WorkShiftErrors.PersonUnknown().ToProblem(words);

        var move = ChangeWorkShift.Input.Move(shiftId, person, body.StartsAt, body.EndsAt, ETags.IfMatch(request));
        return await Change(move, response, runner, words, cancel);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        ChangeWorkShift.Input change,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if (!(await ChangeWorkShift.Do(runner, change, cancel)).Succeeded(out var changed, out var refusal))
            return refusal.ToProblem(words);

        ETags.Set(response, changed.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid shiftId,
        HttpRequest request,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RemoveWorkShift.Do(runner, new(shiftId, ETags.IfMatch(request)), cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Restore(
        Guid shiftId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RestoreWorkShift.Do(runner, shiftId, cancel)).ToNoContent(words);

    private static async Task<Results<Ok<PublishRoster.Published>, ProblemHttpResult>> Publish(
        PublishBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if (body.From is not { } from)
            return PlatformErrors.Required("From").ToProblem(words);

        return (await PublishRoster.Do(runner, new(from, body.To ?? from, body.BranchId), cancel)).Succeeded(out var done, out var refusal)
            ? TypedResults.Ok(done)
            : refusal.ToProblem(words);
    }

    private static async Task<Results<Ok<CopyWorkWeek.Copied>, ProblemHttpResult>> Copy(
        CopyBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        if (body.From is not { } from)
            return PlatformErrors.Required("From").ToProblem(words);

        return (await CopyWorkWeek.Do(runner, new(from, body.BranchId), cancel)).Succeeded(out var copied, out var refusal)
            ? TypedResults.Ok(copied)
            : refusal.ToProblem(words);
    }
}
