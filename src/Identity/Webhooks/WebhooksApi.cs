using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Identity.Webhooks;

/// <summary><c>/api/v1/webhooks</c>.</summary>
internal static partial class WebhooksApi
{
    private const int UsualPage = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        var hooks = api.MapGroup("/webhooks").WithTags("Webhooks").WithMetadata(new NeedsAttribute(PlatformPermissions.WebhooksManage));
        Refusal[] wrong =
        [
            PlatformErrors.Required("Address"),
            PlatformErrors.TooLong("Description", 80),
            PlatformErrors.Invalid("Events"),
            WebhookErrors.AddressInvalid(),
            WebhookErrors.NotEncrypted(),
            WebhookErrors.PortClosed(),
            WebhookErrors.HostUnknown(""),
            WebhookErrors.HostPrivate(""),
            WebhookErrors.EventUnknown(""),
            WebhookErrors.EventBeyondYou(""),
            PlatformErrors.ProofNeeded(),
        ];
        hooks.MapGet("", List).WithSummary("The business's webhooks");
        hooks
            .MapGet("/events", Events)
            .WithSummary("What webhooks can be told")
            .WithDescription("Those events whose data the caller may see. A message says what the API shows with that permission.");
        hooks
            .MapPost("", Create)
            .WithSummary("Set up a webhook")
            .WithDescription(
                "Answers the secret this once. Messages follow Standard Webhooks 1.0: `webhook-id` (the same at each attempt), "
                    + "`webhook-timestamp`, `webhook-signature`. They come at least once and in no promised order."
            )
            .Refuses([WebhookErrors.TooMany(CreateWebhook.Most), .. wrong]);
        hooks.MapGet("/{webhookId:guid}", Show).WithSummary("A webhook").ProducesProblem(404);
        hooks
            .MapPatch("/{webhookId:guid}", Change)
            .WithSummary("Change, pause or resume a webhook")
            .WithDescription("What is left out stays. `state` is `on` or `paused`, and comes alone.")
            .Refuses([PlatformErrors.NotFound(), PlatformErrors.Invalid("State"), .. wrong]);
        hooks
            .MapDelete("/{webhookId:guid}", Remove)
            .WithSummary("Remove a webhook")
            .WithDescription("It lies in the bin until its time comes; restoring brings it back.")
            .Refuses(PlatformErrors.NotFound());
        hooks.MapPost("/{webhookId:guid}/restore", Restore).WithSummary("Bring a removed webhook back").Refuses(PlatformErrors.NotFound());
        hooks
            .MapPost("/{webhookId:guid}/rotate-secret", Rotate)
            .WithSummary("Make a new secret")
            .WithDescription("Answers it this once. For 24 hours messages carry two signatures, of the new and the old secret.")
            .Refuses(PlatformErrors.NotFound(), PlatformErrors.ProofNeeded());
        hooks
            .MapPost("/{webhookId:guid}/test", Test)
            .WithSummary("Send a test message")
            .WithDescription($"Of type `{SendTestEvent.Type}`; what came of it stands in the log.")
            .Refuses(PlatformErrors.NotFound(), WebhookErrors.NotOn());
        hooks
            .MapPost("/{webhookId:guid}/replay", ReplayFailed)
            .WithSummary("Send all failed messages again")
            .Refuses(PlatformErrors.NotFound(), WebhookErrors.NotOn());
        hooks
            .MapGet("/{webhookId:guid}/deliveries", Log)
            .WithSummary("What was sent, newest first")
            .WithDescription("Kept for 30 days. `state` narrows; `limit` is at most 100.")
            .ProducesProblem(400)
            .Refuses(PlatformErrors.Invalid("State"), PlatformErrors.Invalid("Limit"), PlatformErrors.NotFound());
        hooks
            .MapGet("/{webhookId:guid}/deliveries/{deliveryId:guid}", Detail)
            .WithSummary("A message and its attempts")
            .ProducesProblem(404);
        hooks
            .MapPost("/{webhookId:guid}/deliveries/{deliveryId:guid}/replay", Replay)
            .WithSummary("Send a message again")
            .WithDescription("With the id it had.")
            .Refuses(PlatformErrors.NotFound(), WebhookErrors.NotOn(), WebhookErrors.UnderWay());
    }

    private static async Task<Ok<Webhooks>> List(WebhookList list, CancellationToken cancel) =>
        TypedResults.Ok(new Webhooks([.. (await list.All(cancel)).Select(View)]));

    private static Ok<EventList> Events(ModuleCatalog modules, Caller caller, Words words) =>
        TypedResults.Ok(
            new EventList([
                .. modules
                    .Manifests.SelectMany(m => m.Events)
                    .Where(e => modules.MayHear(e.Key, caller.Permissions, caller.Entitlements))
                    .Select(e => new EventView(e.Key, words["event." + e.Key], e.Permission)),
            ])
        );

    private static async Task<Results<Created<CreateWebhook.WebhookMade>, ProblemHttpResult>> Create(
        NewWebhook hook,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await CreateWebhook.Do(runner, new(hook.Address, hook.Description, hook.Events), cancel)).Succeeded(out var made, out var refusal)
            ? TypedResults.Created($"/api/v1/webhooks/{made.Id}", made)
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<WebhookView>, ProblemHttpResult>> Show(
        Guid webhookId,
        WebhookList list,
        Words words,
        CancellationToken cancel
    ) => await list.Find(webhookId, cancel) is { } found ? TypedResults.Ok(View(found)) : PlatformErrors.NotFound().ToProblem(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        Guid webhookId,
        WebhookChange change,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var outcome = change switch
        {
            { State: null } => await ChangeWebhook.Do(runner, new(webhookId, change.Address, change.Description, change.Events), cancel),
            { State: WebhookStates.On, Address: null, Description: null, Events: null } => await ResumeWebhook.Do(
                runner,
                webhookId,
                cancel
            ),
            { State: WebhookStates.Paused, Address: null, Description: null, Events: null } => await PauseWebhook.Do(
                runner,
                webhookId,
                cancel
            ),
            _ => PlatformErrors.Invalid("State"),
        };
        return outcome.ToNoContent(words);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        Guid webhookId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RemoveWebhook.Do(runner, webhookId, cancel)).ToNoContent(words);

    private static async Task<Results<NoContent, ProblemHttpResult>> Restore(
        Guid webhookId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await RestoreWebhook.Do(runner, webhookId, cancel)).ToNoContent(words);

    private static async Task<Results<Ok<RotateWebhookSecret.NewSecret>, ProblemHttpResult>> Rotate(
        Guid webhookId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await RotateWebhookSecret.Do(runner, webhookId, cancel)).Succeeded(out var made, out var refusal)
            ? TypedResults.Ok(made)
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<TestSent>, ProblemHttpResult>> Test(
        Guid webhookId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await SendTestEvent.Do(runner, webhookId, cancel)).Succeeded(out var delivery, out var refusal)
            ? TypedResults.Ok(new TestSent(delivery))
            : refusal.ToProblem(words);

    private static Task<Results<Ok<Replayed>, ProblemHttpResult>> ReplayFailed(
        Guid webhookId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => Again(new(webhookId, null), runner, words, cancel);

    private static Task<Results<Ok<Replayed>, ProblemHttpResult>> Replay(
        Guid webhookId,
        Guid deliveryId,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => Again(new(webhookId, deliveryId), runner, words, cancel);

    private static async Task<Results<Ok<Replayed>, ProblemHttpResult>> Again(
        ReplayDeliveries.Input input,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await ReplayDeliveries.Do(runner, input, cancel)).Succeeded(out var sent, out var refusal)
            ? TypedResults.Ok(new Replayed(sent))
            : refusal.ToProblem(words);

    private static async Task<Results<Ok<CursorPage<DeliveryView>>, ProblemHttpResult>> Log(
        Guid webhookId,
        [Description("`waiting`, `held`, `delivered` or `failed`; all when left out.")] string? state,
        string? cursor,
        int? limit,
        WebhookList list,
        DeliveryLog log,
        Words words,
        CancellationToken cancel
    )
    {
        if (state is not null && !DeliveryLog.States.Contains(state))
            return PlatformErrors.Invalid("State").ToProblem(words);
        if (limit is < 1 or > Cursors.MostItems)
            return PlatformErrors.Invalid("Limit").ToProblem(words);
        var below = Guid.AllBitsSet;
        if (cursor is not null && !Cursors.TryRead("deliveries", cursor, out _, out below))
            return PlatformErrors.CursorInvalid().ToProblem(words);
        if (await list.Find(webhookId, cancel) is null)
            return PlatformErrors.NotFound().ToProblem(words);

        var size = limit ?? UsualPage;
        var rows = await log.Read(webhookId, state, below, 0, size + 1, cancel);
        var next = rows.Count > size ? Cursors.Write("deliveries", "", rows[size - 1].Event) : null;
        return TypedResults.Ok(new CursorPage<DeliveryView>([.. rows.Take(size).Select(View)], next));
    }

    private static async Task<Results<Ok<DeliveryDetail>, ProblemHttpResult>> Detail(
        Guid webhookId,
        Guid deliveryId,
        DeliveryLog log,
        Words words,
        CancellationToken cancel
    ) =>
        await log.Find(webhookId, deliveryId, cancel) is { } found
            ? TypedResults.Ok(
                new DeliveryDetail(
                    View(found.Delivery) with
                    {
                        Status = found.Attempts.Count > 0 ? found.Attempts[0].Status : null,
                        Failure = found.Attempts.Count > 0 ? found.Attempts[0].Failure : null,
                    },
                    found.Body,
                    [.. found.Attempts.Select(a => new AttemptView(a.Attempt, a.At, a.Milliseconds, a.Status, a.Failure, a.Answer))]
                )
            )
            : PlatformErrors.NotFound().ToProblem(words);
}
