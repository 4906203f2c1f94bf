using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Security;

/// <summary><c>/api/v1/security-events</c>: the business's security log, for a log store of its own.</summary>
internal static class SecurityEventsApi
{
    private const int UsualPage = 20;

    /// <summary>A person in an entry.</summary>
    /// <param name="Id">Their id.</param>
    /// <param name="Name" example="Siti Aminah">What they are called today; null when the account is gone.</param>
    public sealed record PersonReference(Guid Id, string? Name);

    /// <summary>An entry of the security log.</summary>
    /// <param name="Id">Its id, in order of time.</param>
    /// <param name="At">When.</param>
    /// <param name="Event" example="platform.signed_in">What happened.</param>
    /// <param name="Kind" example="sign-ins">What it is about.</param>
    /// <param name="Who">Who did it; null for a visitor and for the platform itself.</param>
    /// <param name="About">The person it was done to, where it is about one.</param>
    /// <param name="Subject" example="platform.person">Kind of the thing it was done to.</param>
    /// <param name="SubjectId">Which.</param>
    /// <param name="Channel" example="page"><c>page</c>, <c>api</c>, <c>work</c> or <c>operator</c>.</param>
    /// <param name="Address" example="203.0.113.7">Network address.</param>
    /// <param name="Device" example="Chrome, Android">The browser, as its owner would call it.</param>
    /// <param name="Before">Facts before, where something changed.</param>
    /// <param name="After">Facts after.</param>
    /// <param name="Seal">Its number in the sealed chain; null in the seconds before.</param>
    public sealed record SecurityEntry(
        Guid Id,
        DateTimeOffset At,
        string Event,
        string Kind,
        PersonReference? Who,
        PersonReference? About,
        string Subject,
        string SubjectId,
        string Channel,
        string? Address,
        string? Device,
        JsonElement? Before,
        JsonElement? After,
        long? Seal
    );

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/security-events")
            .WithTags("Security")
            .MapGet("", List)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.SecurityView))
            .WithSummary("Security log, newest first")
            .WithDescription(
                $"kind is one of {string.Join(", ", SecurityLog.Kinds.Select(k => k.Word))}. "
                    + $"from and to are days (2026-11-23), both included; limit is at most {Cursors.MostItems}."
            )
            .Refuses(PlatformErrors.Invalid("Kind"), PlatformErrors.TooLong("Q", 100));

    private static async Task<Results<Ok<CursorPage<SecurityEntry>>, ProblemHttpResult>> List(
        SecurityLog log,
        Caller caller,
        Words words,
        CancellationToken cancel,
        [System.ComponentModel.Description("What the events are about.")] string? kind = null,
        [System.ComponentModel.Description("Id of the person who acted, or whom it is about.")] Guid? personId = null,
        string? from = null,
        string? to = null,
        string? q = null,
        string? cursor = null,
        int? limit = null
    )
    {
        var size = limit ?? UsualPage;
        if (size is < 1 or > Cursors.MostItems)
            return PlatformErrors.Invalid("Limit").ToProblem(words);
        if (
            !(await log.Read(caller.Business, new(kind, personId, from, to, q), words.Language, cancel)).Succeeded(
                out var filter,
                out var refusal
            )
        )
            return refusal.ToProblem(words);
        if (cursor is not null)
        {
            if (!Cursors.TryRead("security-events", cursor, out _, out var below))
                return PlatformErrors.CursorInvalid().ToProblem(words);

            filter = filter with { Below = below };
        }
        var page = await log.Newest(caller.Business, filter, size + 1, cancel);
        var next = page.Entries.Count > size ? Cursors.Write("security-events", "", page.Entries[size - 1].Id) : null;
        return TypedResults.Ok(new CursorPage<SecurityEntry>([.. page.Entries.Take(size).Select(e => View(e, page, log))], next));
    }

    private static SecurityEntry View(AuditLog.Entry e, AuditLog.Page page, SecurityLog log) =>
        new(
            e.Id,
            e.At,
            e.Action,
            SecurityLog.WordOf(log.KindOf(e.Action)),
            Name(e.Person, page),
            Name(e.About, page),
            e.Subject,
            e.SubjectId,
            e.Channel,
            e.Address,
            SecurityLog.DeviceOf(e),
            Facts(e.Before),
            Facts(e.After),
            e.Seal
        );

    private static PersonReference? Name(PersonId? person, AuditLog.Page page) =>
        person is { } id ? new(id.Value, page.Names.GetValueOrDefault(id)) : null;

    private static JsonElement? Facts(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);
}
