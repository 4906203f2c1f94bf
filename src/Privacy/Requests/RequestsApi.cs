using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Privacy.Requests;

/// <summary><c>/api/v1/privacy/requests</c>.</summary>
internal static partial class RequestsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var requests = api.MapGroup("/privacy/requests")
            .WithTags("Privacy")
            .WithMetadata(new NeedsAttribute(PrivacyPermissions.Manage))
            .Discloses(Purposes.Request);
        Refusal[] step =
        [
            PrivacyErrors.RequestNotFound(),
            PrivacyErrors.Closed(),
            PlatformErrors.TooLong("Note", RequestSteps.LongestNote),
        ];
        Refusal[] reason =
        [
            PrivacyErrors.RequestNotFound(),
            PrivacyErrors.Closed(),
            PlatformErrors.Required("Reason"),
            PlatformErrors.TooLong("Reason", RequestSteps.LongestNote),
        ];
        requests
            .MapGet("", List)
            .WithSummary("List people's requests")
            .WithDescription("The newest first; `state` is open, answered or refused, all when left out; `limit` is at most 100.")
            .Refuses(PlatformErrors.Invalid("State"), PlatformErrors.Invalid("Limit"), PlatformErrors.CursorInvalid());
        requests
            .MapGet("/{requestId:guid}", Show)
            .WithSummary("A request with its steps")
            .WithDescription("What was said at each step, and whether its answer was fetched.")
            .Refuses(PrivacyErrors.RequestNotFound());
        requests
            .MapPost("", Receive)
            .WithSummary("Record a request")
            .WithDescription("Its days run from the day it came: 21 for access, correction and portability; the others hold at once.")
            .Refuses(
                PrivacyErrors.KindUnknown(),
                PlatformErrors.Required("Name"),
                PlatformErrors.TooLong("Name", RecordRequest.LongestName),
                PlatformErrors.Unreadable("day", "ReceivedOn"),
                PrivacyErrors.DayToCome("ReceivedOn"),
                PrivacyErrors.DayTooOld("ReceivedOn"),
                PrivacyErrors.SubjectNotFound()
            );
        requests
            .MapPost("/{requestId:guid}/identity", Identify)
            .WithSummary("Say how it was checked who asks")
            .WithDescription("`way` is document, known, account or other; other wants a note.")
            .Refuses([.. step, PrivacyErrors.IdentityWayUnknown(), PrivacyErrors.IdentityKnown(), PlatformErrors.Required("Note")]);
        requests
            .MapPost("/{requestId:guid}/extend", Extend)
            .WithSummary("Take 14 days more")
            .WithDescription("Once, before the first 21 are over; the reason is told to whoever asks.")
            .Refuses([.. reason, PrivacyErrors.HoldsAtOnce(), PrivacyErrors.ExtendedBefore(), PrivacyErrors.ExtendedTooLate()]);
        requests
            .MapPost("/{requestId:guid}/refuse", Refuse)
            .WithSummary("Refuse a request")
            .WithDescription("With a ground the law gives: identity, not_found, others, burden, confidential, correct or law.")
            .Refuses([.. reason, PrivacyErrors.GroundUnknown()]);
        requests
            .MapPost("/{requestId:guid}/answer", Answer)
            .WithSummary("Answer a request")
            .WithDescription(
                "Access and portability make a file; its link and code are told here once, and the link lives 7 days. An objection takes "
                    + "back consents to marketing at once, a withdrawal all consents; a correction says what was corrected."
            )
            .Refuses([
                .. step,
                PrivacyErrors.IdentityMissing(),
                PrivacyErrors.NothingCorrected(),
                PrivacyErrors.SeesSomePlaces(),
                PrivacyErrors.AnswerTooLarge(Answers.AnswerMaker.MostMegabytes),
                PlatformErrors.RecordRestricted(),
            ]);
    }

    private static async Task<Results<Ok<CursorPage<RequestsByCursor.RequestSummary>>, ProblemHttpResult>> List(
        RequestsByCursor requests,
        Words words,
        CancellationToken cancel,
        [Description("`open`, `answered` or `refused`.")] string? state = null,
        int? limit = null,
        string? cursor = null
    ) =>
        (await requests.Read(state, limit, cursor, cancel)).Succeeded(out var page, out var refusal)
            ? TypedResults.Ok(page)
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<RequestView>, ProblemHttpResult>> Show(
        Guid requestId,
        RequestDetail requests,
        Words words,
        CancellationToken cancel
    ) =>
        await requests.Find(requestId, cancel) is { } found
            ? TypedResults.Ok(
                new RequestView(
                    found.Id,
                    found.Number,
                    found.Kind,
                    found.Name,
                    found.Contact,
                    found.Details,
                    found.ReceivedOn,
                    found.DueOn,
                    found.Way,
                    found.State,
                    found.Ground,
                    [.. found.Steps.Select(s => new StepView(s.At, s.By, s.What, s.Note))],
                    found.Answer?.ExpiresAt,
                    found.Answer?.OpenedAt
                )
            )
            : PrivacyErrors.RequestNotFound().ToProblem(words);

    private static async Task<Results<Created<RequestMade>, ProblemHttpResult>> Receive(
        RequestBody body,
        UseCaseRunner runner,
        TimeProvider clock,
        Words words,
        CancellationToken cancel
    )
    {
        var received = body.ReceivedOn ?? $"{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}";
        var input = new RecordRequest.Input(body.Kind, body.Subject, body.SubjectId, body.Name, body.Contact, body.Details, received);
        return (await RecordRequest.Do(runner, input, cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/privacy/requests/{id}", new RequestMade(id))
            : refusal.ToProblem(words);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Identify(
        Guid requestId,
        IdentityBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await ConfirmIdentity.Do(runner, new(requestId, body.Way, body.Note), cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Extend(
        Guid requestId,
        ExtensionBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await ExtendRequest.Do(runner, new(requestId, body.Reason), cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Refuse(
        Guid requestId,
        RefusalBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RefuseRequest.Do(runner, new(requestId, body.Ground, body.Reason), cancel)).ToNoContent(words);

    private static async Task<Results<Ok<AnswerView>, ProblemHttpResult>> Answer(
        Guid requestId,
        AnswerBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await AnswerRequest.Do(runner, new(requestId, body.Note), cancel)).Succeeded(out var link, out var refusal)
            ? TypedResults.Ok(new AnswerView(link.Path, link.Code, link.ExpiresAt))
            : refusal.ToProblem(words);
}
