using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Niaga.Platform.Web;

namespace Niaga.Host.ApiReference;

/// <summary>
/// The document's head, the ways to sign in, the schema of every refusal, and examples put together from their properties.
/// </summary>
internal sealed class DocumentRules : IOpenApiDocumentTransformer
{
    /// <summary>Name of the schema of every refusal.</summary>
    internal const string Problem = "Problem";
    private const string Bearer = "bearer";
    private const int DeepestExample = 6;

    private const string Description = """
        Everything a business does in Niaga, for programs. The pages use the same use cases, so the same rules hold.

        **Signing in.** Make an API key on the workspace's settings page, or with `POST /api/v1/api-keys` where a password is all that
        signs you in, and send it as `Authorization: Bearer`. A key opens one business, and no request names a business besides it.
        It may do what it was given as far as whoever made it may do it themselves at that moment. What belongs to another
        business answers exactly as what does not exist.

        **Errors** are problem details (RFC 9457) with a stable `code`; `errors` names the fields. Branch on the codes, not on
        the sentences, which come in English or Malay by `Accept-Language`. Whatever was refused changed nothing.

        **Idempotency.** Send an `Idempotency-Key` (1 to 200 printable ASCII characters, no comma) with a POST and repeat it without fear
        for a day: the same key and request get the same answer and one effect, however many arrive at once; the same key with another
        request is refused with `409`.

        **Limits.** A key, and a business with all its keys, may ask so often in a minute. `RateLimit-Policy` says how often, and
        `RateLimit` what is left (`r`) and for how many seconds (`t`); beyond it the answer is `429` with `Retry-After`.

        **Branches.** A business may have several. `branch` narrows whatever is read to one; on anything else it says where the act takes
        place. A key sees the branches that whoever made it sees at that moment.

        **Paging.** A list answers `items` and `next`. Give `next` as `cursor` for the following page; on the last it is null.

        **Versions.** What can be changed answers with an `ETag`. Send it back as `If-Match` when changing; when somebody else was
        faster the answer is `412` and nothing happened. A `PUT` replaces everything and empties what is left out: without `If-Match` it is
        refused with `428`. `If-Match: *` replaces whatever is there; of a `PATCH` without `If-Match` the last writer wins.

        **Values.** Amounts are ringgit as decimal text such as `"12.50"`, quantities such as `"2.5"`, times RFC 3339 with an
        offset, ids UUIDs. Unknown fields of a body are ignored; a field given twice is refused.
        """;

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Niaga",
            Version = "v1",
            Description = Description,
        };
        document.Servers = [new() { Url = "/" }];
        document.AddComponent(
            Bearer,
            (IOpenApiSecurityScheme)
                new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "An API key of one business: `niaga_…`.",
                }
        );
        document.AddComponent(
            BranchInAddress.Parameter,
            (IOpenApiParameter)
                new OpenApiParameter
                {
                    Name = BranchInAddress.Parameter,
                    In = ParameterLocation.Query,
                    Description =
                        "Id of a branch: only its records are read and summed. All that the caller sees when absent; one that is not "
                        + "theirs is answered as one that is not there.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
                }
        );
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        // The framework's own, which no operation names any more.
        document.Components?.Schemas?.Remove("ProblemDetails");
        document.AddComponent(Problem, (IOpenApiSchema)ProblemSchema());
        foreach (var media in document.Paths.Values.SelectMany(p => p.Operations?.Values.AsEnumerable() ?? []).SelectMany(Media))
        {
            if (media.Example is null && media.Examples is null or { Count: 0 } && media.Schema is { } schema)
                media.Example = Compose(schema, 0);
        }
        return Task.CompletedTask;
    }

    private static IEnumerable<OpenApiMediaType> Media(OpenApiOperation operation) =>
        (operation.RequestBody?.Content?.Values.AsEnumerable() ?? []).Concat(
            operation.Responses!.Values.SelectMany(r => r.Content?.Values.AsEnumerable() ?? [])
        );

    private static OpenApiSchema ProblemSchema()
    {
        return new()
        {
            Type = JsonSchemaType.Object,
            Description = "Why a request was refused (RFC 9457).",
            Required = new HashSet<string> { "type", "title", "status", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("`urn:niaga:error:` and the code."),
                ["title"] = Text("The sentence a page would show."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
                ["code"] = Text("Stable: branch on this."),
                ["traceId"] = Text("Names this request in the logs; absent where there is none."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "What is wrong with which field; absent when it is about the whole.",
                    Items = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "field", "code", "message" },
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["field"] = Text("The field's name in the request."),
                            ["code"] = Text("Stable code of this error."),
                            ["message"] = Text("A sentence for a person."),
                        },
                    },
                },
            },
        };

        static OpenApiSchema Text(string meaning) => new() { Type = JsonSchemaType.String, Description = meaning };
    }

    private static JsonNode? Compose(IOpenApiSchema schema, int depth)
    {
        if (schema.Examples is [{ } given, ..])
            return given.DeepClone();
        if (schema.Enum is [{ } first, ..])
            return first.DeepClone();
        if (depth > DeepestExample)
            return null;
        if ((schema.OneOf ?? schema.AnyOf)?.FirstOrDefault(s => s.Type != JsonSchemaType.Null) is { } one)
            return Compose(one, depth + 1);
        if (schema.AllOf is [{ } all, ..])
            return Compose(all, depth + 1);
        if (schema.Properties is { Count: > 0 } properties)
            return new JsonObject(properties.Select(p => KeyValuePair.Create(p.Key, Compose(p.Value, depth + 1))));
        if (schema.Items is { } items)
            return Compose(items, depth + 1) is { } item ? new JsonArray(item) : [];
        if (schema.Default is { } usual)
            return usual.DeepClone();

        return schema.Type switch
        {
            { } type when type.HasFlag(JsonSchemaType.Null) => null,
            { } type when type.HasFlag(JsonSchemaType.Boolean) => true,
            { } type when type.HasFlag(JsonSchemaType.Integer) => 1,
            { } type when type.HasFlag(JsonSchemaType.Number) => 1,
            { } type when type.HasFlag(JsonSchemaType.String) => "text",
            _ => null,
        };
    }
}
