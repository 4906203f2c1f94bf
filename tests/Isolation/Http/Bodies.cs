using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Niaga.Isolation.Http;

/// <summary>A plausible JSON body for a request type, with ids where it asks for ids.</summary>
internal static class Bodies
{
    private const int Deepest = 4;

    /// <param name="type">The endpoint's request type.</param>
    /// <param name="id">The value of an id property, by name; null where no table has such an id.</param>
    public static JsonNode? For(Type type, Func<string, string?> id) => Value(type, "", id, 0);

    /// <summary>Names of the ids a body of this type holds.</summary>
    public static IReadOnlyList<string> IdsIn(Type type, Func<string, string?> id)
    {
        var names = new List<string>();
        For(
            type,
            name =>
            {
                var value = id(name);
                if (value is not null)
                    names.Add(name);
                return value;
            }
        );
        return names;
    }

    private static JsonNode? Value(Type type, string name, Func<string, string?> id, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (depth > Deepest)
            return null;
        if (type == typeof(Guid) || (type == typeof(string) && name.EndsWith("Id", StringComparison.OrdinalIgnoreCase)))
            return id(name) ?? Guid.Empty.ToString();
        if (type == typeof(string))
            return Word(name);
        if (type == typeof(bool))
            return false;
        if (type.IsEnum)
            return JsonValue.Create(Enum.GetNames(type)[0].ToLowerInvariant());
        if (type == typeof(DateOnly))
            return "2026-11-02";
        if (type == typeof(DateTimeOffset) || type == typeof(DateTime))
            return "2026-11-02T08:00:00+08:00";
        if (type.IsPrimitive || type == typeof(decimal))
            return 1;
        if (Element(type) is { } element)
            return new JsonArray(Value(element, Singular(name), id, depth + 1));
        if (type == typeof(JsonElement) || type == typeof(object))
            return new JsonObject();
        // Niaga's value types write themselves as a number or a text.
        if (type.Namespace == "Niaga.Platform.Values")
            return 1;

        var made = new JsonObject();
        foreach (
            var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)
        )
        {
            var key = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            made[key] = Value(property.PropertyType, key, id, depth + 1);
        }
        return made;
    }

    private static Type? Element(Type type) =>
        type == typeof(string) ? null
        : type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[0]
        : null;

    private static string Singular(string name) => name.EndsWith("Ids", StringComparison.Ordinal) ? name[..^1] : name;

    private static string Word(string name) =>
        name.ToLowerInvariant() switch
        {
            "email" => "somebody@example.my",
            "method" or "tender" => "card",
            "taxcode" => "none",
            "state" => "10",
            _ => "text",
        };
}
