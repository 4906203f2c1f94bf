using System.Text.Json;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Scim;

/// <summary>
/// Values of a directory's message: names without regard to case (RFC 7643, 2.1), booleans also as text, as Entra ID writes them.
/// </summary>
internal static class ScimValues
{
    public const int LongestName = 120;
    public const int LongestKey = 254;

    /// <summary>An attribute of an object, or null. Null stands for none.</summary>
    public static JsonElement? Find(JsonElement of, string name)
    {
        if (of.ValueKind != JsonValueKind.Object)
            return null;

        foreach (var property in of.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value.ValueKind == JsonValueKind.Null ? null : property.Value;
        }
        return null;
    }

    /// <summary>A text, trimmed; null where there is none or it is empty.</summary>
    public static Outcome<string?> Text(JsonElement? value, string attribute, int longest)
    {
        if (value is not { } given || given.ValueKind == JsonValueKind.Null)
            return default(string);
        if (given.ValueKind != JsonValueKind.String)
            return ScimErrors.Value(attribute);

        var text = given.GetString()!.Trim();
        if (text.Length == 0)
            return default(string);

        return text.Length > longest || !SingleLineText.IsValid(text) || RequestValidationMiddleware.Unclean(text)
            ? ScimErrors.Value(attribute)
            : text;
    }

    public static Outcome<bool> Flag(JsonElement value, string attribute) =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(value.GetString(), out var flag) => flag,
            _ => ScimErrors.Value(attribute),
        };

    /// <summary>The address among several: the primary one, else that of work, else the first.</summary>
    public static JsonElement? Address(JsonElement emails)
    {
        if (emails.ValueKind == JsonValueKind.Object)
            return Find(emails, "value");
        if (emails.ValueKind != JsonValueKind.Array)
            return emails;

        var all = emails.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).ToArray();
        if (all.Length == 0)
            return emails.GetArrayLength() == 0 ? null : emails;

        var one = all.FirstOrDefault(e => Find(e, "primary") is { ValueKind: JsonValueKind.True });
        if (one.ValueKind == JsonValueKind.Undefined)
            one = all.FirstOrDefault(e =>
                Find(e, "type") is { ValueKind: JsonValueKind.String } type
                && "work".Equals(type.GetString(), StringComparison.OrdinalIgnoreCase)
            );
        return Find(one.ValueKind == JsonValueKind.Undefined ? all[0] : one, "value");
    }
}
