using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Identity.Scim;

/// <summary>
/// <c>/scim/v2</c> (RFC 7643, RFC 7644): a business's directory creates and deactivates members. Only a key opens it, and names the
/// business.
/// </summary>
internal static class ScimApi
{
    /// <summary>
    /// A user as it is sent, for whoever asks the endpoint table what it takes; read by hand, for names come in any case and values in
    /// several kinds.
    /// </summary>
    private sealed record UserMessage(string UserName, string? ExternalId, string? DisplayName, bool Active);

    private sealed record PatchMessage(IReadOnlyList<Operation> Operations);

    private sealed record Operation(string Op, string? Path, string? Value);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static void Map(IEndpointRouteBuilder site)
    {
        var scim = site.MapGroup("/scim/v2")
            .DisableAntiforgery()
            .ExcludeFromDescription()
            .WithMetadata(new NeedsAttribute(PlatformPermissions.MembersProvision), new ApiKeyOnlyAttribute());
        scim.AddEndpointFilter(RefuseUnreadablePrecondition);
        scim.MapGet(
            "/ServiceProviderConfig",
            (HttpContext http) => ScimResponses.Json(ScimSchemas.ServiceProviderConfig(ScimResponses.At(http)))
        );
        scim.MapGet(
            "/ResourceTypes",
            (HttpContext http) => ScimResponses.Json(ScimSchemas.ListOf(ScimSchemas.UserType(ScimResponses.At(http))))
        );
        scim.MapGet("/ResourceTypes/User", (HttpContext http) => ScimResponses.Json(ScimSchemas.UserType(ScimResponses.At(http))));
        scim.MapGet(
            "/Schemas",
            (HttpContext http) => ScimResponses.Json(ScimSchemas.ListOf(ScimSchemas.UserSchema(ScimResponses.At(http))))
        );
        scim.MapGet(
            "/Schemas/" + ScimSchemas.User,
            (HttpContext http) => ScimResponses.Json(ScimSchemas.UserSchema(ScimResponses.At(http)))
        );
        scim.MapGet("/Users", List);
        scim.MapPost("/Users", Create).Accepts<UserMessage>(ScimResponses.MediaType, "application/json");
        scim.MapGet("/Users/{id:guid}", Find);
        scim.MapPut("/Users/{id:guid}", Replace).Accepts<UserMessage>(ScimResponses.MediaType, "application/json");
        scim.MapPatch("/Users/{id:guid}", Patch).Accepts<PatchMessage>(ScimResponses.MediaType, "application/json");
        scim.MapDelete("/Users/{id:guid}", Remove);
    }

    /// <summary>As <see cref="Preconditions"/> asks of the API, in SCIM's own form.</summary>
    private static async ValueTask<object?> RefuseUnreadablePrecondition(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var http = context.HttpContext;
        if (!ETags.IsReadable(http.Request.Headers.IfMatch))
            return ScimResponses.Refuse(PlatformErrors.IfMatchInvalid(), http.RequestServices.GetRequiredService<Words>());

        return await next(context);
    }

    private static async Task<IResult> List(HttpContext http, UseCaseRunner runner, Words words, CancellationToken cancel)
    {
        var query = http.Request.Query;
        if (!ScimFilter.Parse(query["filter"]).Succeeded(out var filter, out var refusal))
            return ScimResponses.Refuse(refusal, words);
        // Below one is one, a negative count is none (RFC 7644, 3.4.2.4).
        if (Number(query["startIndex"], 1) is not { } start || Number(query["count"], ListScimUsers.Most) is not { } count)
            return ScimResponses.Refuse(ScimErrors.Value("startIndex, count"), words);

        start = Math.Max(1, start);
        if (
            !(await ListScimUsers.Do(runner, new(filter, start - 1, Math.Clamp(count, 0, ListScimUsers.Most)), cancel)).Succeeded(
                out var found,
                out refusal
            )
        )
            return ScimResponses.Refuse(refusal, words);

        var at = ScimResponses.At(http);
        return ScimResponses.Json(
            new JsonObject
            {
                ["schemas"] = new JsonArray(ScimSchemas.List),
                ["totalResults"] = found.Total,
                ["startIndex"] = start,
                ["itemsPerPage"] = found.Users.Count,
                ["Resources"] = new JsonArray([.. found.Users.Select(u => ScimResponses.Resource(u, at))]),
            }
        );
    }

    private static async Task<IResult> Find(Guid id, HttpContext http, UseCaseRunner runner, Words words, CancellationToken cancel)
    {
        if (!(await FindScimUser.Do(runner, id, cancel)).Succeeded(out var user, out var refusal))
            return ScimResponses.Refuse(refusal, words);

        return ScimResponses.IsKnown(http.Request, user)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : ScimResponses.User(user, http);
    }

    private static async Task<IResult> Create(HttpContext http, UseCaseRunner runner, Words words, CancellationToken cancel)
    {
        if (!(await Read(http, ScimChange.Whole)).Succeeded(out var draft, out var refusal))
            return ScimResponses.Refuse(refusal, words);

        return (await CreateScimUser.Do(runner, draft, cancel)).Succeeded(out var user, out refusal)
            ? ScimResponses.User(user, http, StatusCodes.Status201Created)
            : ScimResponses.Refuse(refusal, words);
    }

    private static async Task<IResult> Replace(Guid id, HttpContext http, UseCaseRunner runner, Words words, CancellationToken cancel)
    {
        if (!(await Read(http, ScimChange.Whole)).Succeeded(out var draft, out var refusal))
            return ScimResponses.Refuse(refusal, words);

        return await Change(id, new ScimChange.Replace(draft), http, runner, words, cancel);
    }

    private static async Task<IResult> Patch(Guid id, HttpContext http, UseCaseRunner runner, Words words, CancellationToken cancel)
    {
        if (!(await Read(http, ScimChange.Operations)).Succeeded(out var change, out var refusal))
            return ScimResponses.Refuse(refusal, words);

        return await Change(id, change, http, runner, words, cancel);
    }

    private static async Task<IResult> Change(
        Guid id,
        ScimChange change,
        HttpContext http,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var outcome = await ChangeScimUser.Do(runner, new(id, change, ScimResponses.IfMatch(http.Request)), cancel);
        return outcome.Succeeded(out var user, out var refusal) ? ScimResponses.User(user, http) : ScimResponses.Refuse(refusal, words);
    }

    private static async Task<IResult> Remove(Guid id, HttpContext http, UseCaseRunner runner, Words words, CancellationToken cancel) =>
        (await RemoveScimUser.Do(runner, new(id, ScimResponses.IfMatch(http.Request)), cancel)).Succeeded(out _, out var refusal)
            ? Results.NoContent()
            : ScimResponses.Refuse(refusal, words);

    /// <summary>The message, while its document lives.</summary>
    private static async Task<Outcome<T>> Read<T>(HttpContext http, Func<JsonElement, Outcome<T>> take)
    {
        if (
            !MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !(
                type.MediaType.Equals(ScimResponses.MediaType, StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            return PlatformErrors.NotJson();
        }
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, Strict, http.RequestAborted);
            return take(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is no Unicode, which is only found when it is read.
            return PlatformErrors.Malformed();
        }
    }

    private static int? Number(string? text, int otherwise) =>
        string.IsNullOrEmpty(text) ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : null;
}
