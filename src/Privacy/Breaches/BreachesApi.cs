using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Privacy.Breaches;

/// <summary><c>/api/v1/privacy/breaches</c>.</summary>
internal static partial class BreachesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var breaches = api.MapGroup("/privacy/breaches")
            .WithTags("Privacy")
            .WithMetadata(new NeedsAttribute(PrivacyPermissions.Manage))
            .Discloses(Purposes.Records);
        Refusal[] open = [PrivacyErrors.BreachNotFound(), PrivacyErrors.BreachClosed()];
        Refusal[] at =
        [
            .. open,
            PrivacyErrors.ToldBefore(),
            PlatformErrors.Required("At"),
            PrivacyErrors.MomentUnreadable("At"),
            PrivacyErrors.MomentToCome("At"),
            PrivacyErrors.MomentTooEarly("At"),
            PrivacyErrors.LateWithoutReason(),
            PlatformErrors.TooLong("Late", BreachSteps.LongestText),
        ];
        breaches
            .MapGet("", List)
            .WithSummary("List breaches")
            .WithDescription("The register: open ones first, then the newest, 500 at most.");
        breaches
            .MapGet("/{breachId:guid}", Show)
            .WithSummary("A breach with its clocks")
            .WithDescription("Calendar hours, nights and holidays included.")
            .Refuses(PrivacyErrors.BreachNotFound());
        breaches
            .MapPost("", Record)
            .WithSummary("Record a breach")
            .WithDescription("The 72 hours for the Commissioner run from the minute it became known.")
            .Refuses(
                PlatformErrors.Required("KnownAt"),
                PrivacyErrors.MomentUnreadable("KnownAt"),
                PrivacyErrors.MomentToCome("KnownAt"),
                PlatformErrors.TooLong("Story", BreachSteps.LongestText)
            );
        breaches
            .MapPut("/{breachId:guid}/assessment", Assess)
            .WithSummary("Judge how grave a breach is")
            .WithDescription("Any sign of harm, or more than a thousand people: people must be told. It may be judged again.")
            .Refuses([.. open, PlatformErrors.Required("Affected"), PlatformErrors.TooLong("Affected", BreachSteps.LongestText)]);
        breaches
            .MapPost("/{breachId:guid}/commissioner", Commissioner)
            .WithSummary("The Commissioner was told")
            .WithDescription("Later than 72 hours only with reasons; then the 7 days for people and the 30 for supplements run.")
            .Refuses([.. at, PlatformErrors.TooLong("Reference", TellCommissioner.LongestReference)]);
        breaches
            .MapPost("/{breachId:guid}/people", People)
            .WithSummary("The people were told")
            .WithDescription("Later than 7 days after the Commissioner only with reasons.")
            .Refuses(at);
        breaches
            .MapPost("/{breachId:guid}/supplements", Supplement)
            .WithSummary("Add what became known later")
            .WithDescription("What was written stays.")
            .Refuses([.. open, PlatformErrors.Required("Note"), PlatformErrors.TooLong("Note", BreachSteps.LongestText)]);
        breaches
            .MapPost("/{breachId:guid}/close", Close)
            .WithSummary("Close a breach")
            .WithDescription("Once all who must be told were told. From that day its years in the register run.")
            .Refuses([.. open, PrivacyErrors.NotAssessed(), PrivacyErrors.NotAllTold()]);
    }

    private static async Task<Ok<BreachesView>> List(BreachRegister register, CancellationToken cancel) =>
        TypedResults.Ok(new BreachesView([.. (await register.All(cancel)).Select(Of)]));

    private static async Task<Results<Ok<BreachView>, ProblemHttpResult>> Show(
        Guid breachId,
        BreachRegister register,
        Words words,
        CancellationToken cancel
    ) =>
        await register.Find(breachId, cancel) is { } found
            ? TypedResults.Ok(Of(found.Breach))
            : PrivacyErrors.BreachNotFound().ToProblem(words);

    private static async Task<Results<Created<BreachMade>, ProblemHttpResult>> Record(
        BreachBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await RecordBreach.Do(runner, new(body.KnownAt, body.Title, body.Story), cancel)).Succeeded(out var id, out var refusal)
            ? TypedResults.Created($"/api/v1/privacy/breaches/{id}", new BreachMade(id))
            : refusal.ToProblem(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Assess(
        Guid breachId,
        AssessmentBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var judged = new AssessBreach.Input(
            breachId,
            body.Sensitive,
            body.Fraud,
            body.Financial,
            body.People?.ToString(CultureInfo.InvariantCulture),
            body.Affected,
            body.Measures,
            body.NotTold,
            body.Why
        );
        return (await AssessBreach.Do(runner, judged, cancel)).ToNoContent(words);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Commissioner(
        Guid breachId,
        CommissionerBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await TellCommissioner.Do(runner, new(breachId, body.At, body.Reference, body.Late), cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> People(
        Guid breachId,
        PeopleBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await TellPeople.Do(runner, new(breachId, body.At, body.Late), cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Supplement(
        Guid breachId,
        SupplementBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await SupplementBreach.Do(runner, new(breachId, body.Note), cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Close(
        Guid breachId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await CloseBreach.Do(runner, breachId, cancel)).ToNoContent(words);

    private static BreachView Of(BreachRegister.Row breach) =>
        new(
            breach.Id,
            breach.Number,
            breach.KnownAt,
            breach.Title,
            breach.Story,
            breach.Affected,
            breach.Measures,
            breach.People,
            breach.Significant,
            breach.Clock.CommissionerDue,
            breach.CommissionerToldAt,
            breach.Clock.SupplementDue,
            breach.Reference,
            breach.Clock.PeopleDue,
            breach.PeopleToldAt,
            breach.ClosedAt
        );
}
