using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Niaga.Contract;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Host.ApiReference;

/// <summary>What an operation asks (permission, headers) and every code it may refuse with, read from the endpoint itself.</summary>
internal sealed class OperationRules(ModuleCatalog modules, TextCatalog texts, IOptions<JsonOptions> json) : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var method = context.Description.HttpMethod!;
        var needs = metadata.OfType<NeedsAttribute>().LastOrDefault();
        var open = metadata.OfType<PublicAccessAttribute>().Any();
        if (open)
            operation.Security = [new()];
        var refusals = Refusals(operation, metadata, method, needs, open).DistinctBy(r => (r.Code, r.Status)).ToArray();
        operation.Description = string.Join("\n\n", Description(operation, needs, open));
        // A handler's own words stand in [Description] on its parameters.
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            parameter.Description ??= Usual(parameter.Name!);
        // The gate narrows whatever is read of a business, so it is said once of all.
        if (method == HttpMethods.Get && !open)
            (operation.Parameters ??= []).Add(new OpenApiParameterReference(BranchInAddress.Parameter, context.Document));
        if (method == HttpMethods.Post)
            Header(
                operation,
                IdempotencyKeys.Header,
                "A key of your own for this act. The same key with the same request gets the same answer and has one effect; with "
                    + "another request it is refused.",
                "sale-2026-08-31-0042"
            );
        if (method == HttpMethods.Put || method == HttpMethods.Patch)
            Header(
                operation,
                "If-Match",
                "The ETag you read, or `*` for whatever is there. Changed meanwhile: `412`, and nothing happens."
                    + (Preconditions.Asks(method, metadata) ? " A PUT without it is refused with `428`." : ""),
                "\"731\"",
                Preconditions.Asks(method, metadata)
            );
        foreach (var stale in operation.Responses!.Keys.Where(status => status.StartsWith('4')).ToArray())
            operation.Responses.Remove(stale);
        foreach (var status in refusals.GroupBy(r => r.Status).OrderBy(g => g.Key))
            operation.Responses[status.Key.ToString()] = Problem(context.Document!, [.. status]);
        if (metadata.OfType<ApiDescription.Versioned>().Any())
            Tag(operation);
        return Task.CompletedTask;
    }

    private static IEnumerable<string> Description(OpenApiOperation operation, NeedsAttribute? needs, bool open)
    {
        if (operation.Description is { Length: > 0 } said)
            yield return said;
        yield return open ? "Open to anyone."
        : needs is null ? "For any signed-in member of the business."
        : $"Needs the permission `{needs.Permission}`.";
    }

    private IEnumerable<Refusal> Refusals(
        OpenApiOperation operation,
        IList<object> metadata,
        string method,
        NeedsAttribute? needs,
        bool open
    )
    {
        yield return PlatformErrors.Malformed();
        var query = operation.Parameters?.Where(p => p.In == ParameterLocation.Query).Select(p => p.Name!).ToArray() ?? [];
        foreach (var (form, field) in ExpectedForm.All(metadata, query, json.Value.SerializerOptions))
            yield return PlatformErrors.Unreadable(form, field);
        if (!open)
            yield return PlatformErrors.NotSignedIn();
        if (!open)
            yield return PlatformErrors.Suspended();
        if (!open)
            yield return PlatformErrors.TooManyRequests();
        if (!open && method == HttpMethods.Get)
            yield return PlatformErrors.BranchNotFound();
        if (!open && method == HttpMethods.Get)
            yield return PlatformErrors.Unreadable("id", BranchInAddress.Parameter);
        if (needs is not null)
            yield return PlatformErrors.Forbidden();
        if (needs is not null && modules.EntitlementOf(needs.Permission) is not null)
            yield return PlatformErrors.NotInPlan();
        if (operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true)
            yield return PlatformErrors.NotFound();
        if (operation.Parameters?.Any(p => p is { In: ParameterLocation.Query, Name: "cursor" }) == true)
            yield return PlatformErrors.CursorInvalid();
        if (operation.RequestBody is not null)
        {
            yield return PlatformErrors.BodyTooLarge();
            yield return PlatformErrors.NotJson();
        }
        if (method == HttpMethods.Post)
        {
            yield return PlatformErrors.IdempotencyKeyInvalid();
            yield return PlatformErrors.IdempotencyKeyReused();
        }
        if (method == HttpMethods.Put || method == HttpMethods.Patch)
            yield return PlatformErrors.ChangedByAnother();
        if (method == HttpMethods.Put || method == HttpMethods.Patch)
            yield return PlatformErrors.IfMatchInvalid();
        if (Preconditions.Asks(method, metadata))
            yield return PlatformErrors.PreconditionRequired();
        foreach (var declared in metadata.OfType<ApiDescription.PossibleRefusals>().SelectMany(d => d.Refusals))
            yield return declared;
    }

    private static string? Usual(string parameter) =>
        parameter switch
        {
            "cursor" => "`next` of the page before; absent for the first page.",
            "limit" => $"Rows on a page, 1 to {Cursors.MostItems}.",
            "search" or "q" => "Words to look for.",
            "sort" => "The field to sort by; a leading `-` turns the order round.",
            "category" => "Id of a category.",
            "archived" => "`false` (also when absent), `true` or `all`.",
            "standing" => "`low` or `out`; all when absent.",
            "code" => "A barcode, a SKU or part of a name.",
            "from" or "to" => "A day such as `2026-08-31`, included.",
            "days" => "How many days, today last.",
            _ when parameter.EndsWith("Id", StringComparison.Ordinal) || parameter == "id" => "Its id, as the API answered it.",
            _ => null,
        };

    private static void Header(OpenApiOperation operation, string name, string meaning, string example, bool required = false) =>
        (operation.Parameters ??= []).Add(
            new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Description = meaning,
                Required = required,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = example,
            }
        );

    private OpenApiResponse Problem(OpenApiDocument document, IReadOnlyList<Refusal> refusals) =>
        new()
        {
            Description = string.Join("\n", refusals.Select(r => $"- `{r.Code}`: {texts.Get(Language.English, "refusal." + r.Code)}")),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new()
                {
                    Schema = new OpenApiSchemaReference(DocumentRules.Problem, document),
                    Examples = refusals.ToDictionary(r => r.Code, r => (IOpenApiExample)new OpenApiExample { Value = Example(r) }),
                },
            },
        };

    private JsonObject Example(Refusal refusal)
    {
        var sentence = texts.Get(Language.English, "refusal." + refusal.Code);
        var problem = new JsonObject
        {
            ["type"] = "urn:niaga:error:" + refusal.Code,
            ["title"] = sentence,
            ["status"] = refusal.Status,
            ["code"] = refusal.Code,
        };
        if (refusal.Field is { } field)
        {
            problem["errors"] = new JsonArray(
                new JsonObject
                {
                    ["field"] = char.ToLowerInvariant(field[0]) + field[1..],
                    ["code"] = refusal.Code,
                    ["message"] = sentence,
                }
            );
        }
        return problem;
    }

    private static void Tag(OpenApiOperation operation)
    {
        foreach (var response in operation.Responses!.Where(r => r.Key.StartsWith('2')).Select(r => r.Value).OfType<OpenApiResponse>())
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers["ETag"] = new OpenApiHeader
            {
                Description = "The version you read, for If-Match.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = "\"731\"",
            };
        }
    }
}
