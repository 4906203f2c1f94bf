using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Niaga.Fields;
using Niaga.Platform.Values;

namespace Niaga.Host.ApiReference;

/// <summary>Descriptions and examples of types and their properties, and the spelling of Niaga's own value types.</summary>
internal sealed class SchemaRules(XmlDocs docs) : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (context.JsonPropertyInfo?.AttributeProvider is PropertyInfo property)
        {
            schema.Description = docs.Summary(property) ?? schema.Description;
            Spell(schema, type);
            if (docs.Example(property) is { } example)
                schema.Examples = Read(example) is { } value ? [value] : [];
            return Task.CompletedTask;
        }
        Spell(schema, type);
        if (Niaga(type))
            schema.Description ??= docs.Summary(type);
        // Of fields that exclude each other the examples of each would make a body that is refused.
        if (docs.Example(type) is { } whole)
            schema.Examples = [Read(whole)!];
        return Task.CompletedTask;
    }

    /// <summary>An example as it stands in a docstring: JSON where it is JSON, else the text itself.</summary>
    internal static JsonNode? Read(string example)
    {
        try
        {
            return JsonNode.Parse(example);
        }
        catch (JsonException)
        {
            return JsonValue.Create(example);
        }
    }

    private static bool Niaga(Type type) => type.Assembly.GetName().Name!.StartsWith("Niaga.", StringComparison.Ordinal);

    private static void Spell(OpenApiSchema schema, Type type)
    {
        if (type == typeof(Money))
            Decimal(
                schema,
                "An amount in ringgit with at most two decimals; a plain JSON number is read too.",
                @"^-?\d{1,11}(\.\d{1,2})?$",
                "12.50"
            );
        else if (type == typeof(Quantity))
            Decimal(schema, "A quantity with at most three decimals; a plain JSON number is read too.", @"^-?\d{1,10}(\.\d{1,3})?$", "2.5");
        else if (type == typeof(FieldValues))
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalProperties = new OpenApiSchema();
            schema.Examples = [JsonNode.Parse("""{"shelf":"A3","weight":1.5,"halal":true}""")!];
        }
        else if (type == typeof(Guid))
            schema.Examples ??= ["01980d2e-5c1a-7b34-9f00-3a7c1f0e9d21"];
        else if (type == typeof(DateTimeOffset))
            schema.Examples ??= ["2026-08-31T09:30:00+08:00"];
        else if (type == typeof(DateOnly))
            schema.Examples ??= ["2026-08-31"];
        // A number is a number: the framework would add the pattern of a number in a text, which is refused.
        if (
            schema.Type is { } kind
            && (kind.HasFlag(JsonSchemaType.Integer) || kind.HasFlag(JsonSchemaType.Number))
            && type != typeof(Money)
            && type != typeof(Quantity)
        )
        {
            schema.Type = kind & ~JsonSchemaType.String;
            schema.Pattern = null;
        }
    }

    private static void Decimal(OpenApiSchema schema, string meaning, string pattern, string example)
    {
        schema.Type = JsonSchemaType.String | (schema.Type is { } type && type.HasFlag(JsonSchemaType.Null) ? JsonSchemaType.Null : 0);
        schema.Format = "decimal";
        schema.Pattern = pattern;
        schema.Description ??= meaning;
        schema.Examples = [example];
    }
}
