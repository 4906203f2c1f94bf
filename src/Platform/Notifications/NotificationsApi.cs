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
using Niaga.Platform.Web;

namespace Niaga.Platform.Notifications;

/// <summary><c>/api/v1/notifications</c>: the inbox of whoever asks; of an API key, its maker's.</summary>
internal static class NotificationsApi
{
    /// <summary>A notification.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Kind" example="retail.low_stock">What it is.</param>
    /// <param name="Title" example="Kopi O 200 g is running low">A line, in the request's language.</param>
    /// <param name="About" example="Left: 3. Order more, or count the shelf if that is wrong.">A sentence, likewise.</param>
    /// <param name="Path" example="products/01980d2e-5c1a-7b34-9f00-3a7c1f0e9d21">Its page in the business, or null.</param>
    /// <param name="ToldAt">When.</param>
    /// <param name="Read">Whether you have read it.</param>
    /// <param name="Settled">Whether nothing is to be done any more.</param>
    public sealed record NotificationView(
        Guid Id,
        string Kind,
        string Title,
        string About,
        string? Path,
        DateTimeOffset ToldAt,
        bool Read,
        bool Settled
    );

    /// <summary>What reaches you, by which way and when.</summary>
    /// <param name="Choices">Kind by kind; of a change, those that are to change.</param>
    /// <param name="Rhythm" example="daily">Of e-mail: `at_once`, `daily` or `weekly`.</param>
    /// <param name="QuietFrom" example="22:00">When quiet hours begin, in Malaysian time; null for none.</param>
    /// <param name="QuietUntil" example="07:00">When they end.</param>
    /// <param name="Phone" example="+60123456789">Where WhatsApp and SMS go, where the deployment has them; null for nowhere.</param>
    public sealed record ChoicesView(
        IReadOnlyList<ChoiceView> Choices,
        string Rhythm,
        string? QuietFrom,
        string? QuietUntil,
        string? Phone
    );

    /// <summary>A kind by one way.</summary>
    /// <param name="Kind" example="retail.low_stock">What.</param>
    /// <param name="Channel" example="mail">`app` or `mail`; `whatsapp` and `sms` where the deployment has a provider.</param>
    /// <param name="Wanted" example="true">Whether it comes this way.</param>
    public sealed record ChoiceView(string Kind, string Channel, bool Wanted);

    /// <summary>How many were marked.</summary>
    /// <param name="Count" example="3">Those that were not marked so before.</param>
    public sealed record Marked(int Count);

    public static void Map(IEndpointRouteBuilder api)
    {
        var notifications = api.MapGroup("/notifications")
            .WithTags("Notifications")
            .WithMetadata(new NeedsAttribute(PlatformPermissions.WorkspaceOpen));
        notifications
            .MapGet("", List)
            .WithSummary("List your notifications")
            .WithDescription(
                "The newest first, of the last 90 days; `waiting` is true for those neither read nor settled; `limit` is at most 100."
            )
            .Refuses(PlatformErrors.CursorInvalid(), PlatformErrors.Invalid("Limit"));
        notifications
            .MapPost(
                "/{notificationId:guid}/read",
                (Guid notificationId, UseCaseRunner runner, Words words, CancellationToken cancel) =>
                    Mark([notificationId], read: true, runner, words, cancel)
            )
            .WithSummary("Mark a notification as read")
            .WithDescription("For yourself alone; again does no harm.");
        notifications
            .MapPost(
                "/{notificationId:guid}/unread",
                (Guid notificationId, UseCaseRunner runner, Words words, CancellationToken cancel) =>
                    Mark([notificationId], read: false, runner, words, cancel)
            )
            .WithSummary("Mark a notification as unread")
            .WithDescription("For yourself alone; again does no harm.");
        notifications
            .MapPost(
                "/read-all",
                (UseCaseRunner runner, Words words, CancellationToken cancel) => Mark(null, read: true, runner, words, cancel)
            )
            .WithSummary("Mark all your notifications as read")
            .WithDescription("For yourself alone.");
        notifications
            .MapGet("/choices", Choices)
            .WithSummary("Show what reaches you")
            .WithDescription("Of every kind your role may get, by every way it can take.");
        notifications
            .MapPatch("/choices", Choose)
            .WithSummary("Choose what reaches you")
            .WithDescription(
                "Choices left out stay as they are; rhythm, quiet hours and phone are replaced. Security notices cannot be switched off."
            )
            .Refuses(
                PlatformErrors.Invalid("Choices[0].kind"),
                PlatformErrors.NotificationAlways("Choices[0].wanted"),
                PlatformErrors.TimeOfDayInvalid("QuietFrom"),
                PlatformErrors.QuietHoursEmpty(),
                PlatformErrors.PhoneInvalid()
            );
    }

    private static async Task<Ok<ChoicesView>> Choices(NotificationChoices choices, CancellationToken cancel)
    {
        var page = await choices.Read(cancel);
        var quiet = page.Times.Quiet;
        return TypedResults.Ok(
            new ChoicesView(
                [.. page.Choices.Select(c => new ChoiceView(c.Kind.Key, c.Channel, c.Wanted))],
                page.Times.Rhythm,
                quiet is null ? null : QuietHours.Show(quiet.From),
                quiet is null ? null : QuietHours.Show(quiet.Until),
                page.Times.Phone
            )
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Choose(
        ChooseNotifications.Input change,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) => (await ChooseNotifications.Do(runner, change, cancel)).ToNoContent(words);

    private static async Task<Results<Ok<CursorPage<NotificationView>>, ProblemHttpResult>> List(
        Inbox inbox,
        Words words,
        CancellationToken cancel,
        [Description("Only those neither read nor settled.")] bool waiting = false,
        string? cursor = null,
        int limit = 50
    )
    {
        if (limit is < 1 or > Cursors.MostItems)
            return PlatformErrors.Invalid("Limit").ToProblem(words);
        Guid? before = null;
        if (cursor is not null)
        {
            if (!Cursors.TryRead("notifications", cursor, out _, out var id))
                return PlatformErrors.CursorInvalid().ToProblem(words);
            before = id;
        }
        var rows = await inbox.Before(before, waiting, limit + 1, cancel);
        var items = rows.Take(limit).Select(r => new NotificationView(r.Id, r.Kind.Key, r.Title, r.About, r.Path, r.At, r.Read, r.Dealt));
        return TypedResults.Ok(
            new CursorPage<NotificationView>([.. items], rows.Count > limit ? Cursors.Write("notifications", "", rows[limit - 1].Id) : null)
        );
    }

    private static async Task<Results<Ok<Marked>, ProblemHttpResult>> Mark(
        Guid[]? ids,
        bool read,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await MarkNotifications.Do(runner, new(ids, read), cancel)).Succeeded(out var count, out var refusal)
            ? TypedResults.Ok(new Marked(count))
            : refusal.ToProblem(words);
}
