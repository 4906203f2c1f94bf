using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Niaga.Fields;

/// <summary>Values as typed, by the fields' keys; null or empty takes a value away, and a field that is not named stays as it is.</summary>
public sealed record FieldInput(IReadOnlyDictionary<string, string?> Values)
{
    private const string FormPrefix = "Form.Fields.";

    /// <summary>What an API was given; null for nothing.</summary>
    public static FieldInput? Of(IReadOnlyDictionary<string, JsonElement>? fields) =>
        fields is null ? null : new(fields.ToDictionary(f => f.Key, f => Text(f.Value), StringComparer.Ordinal));

    /// <summary>What was posted by <c>CustomFields</c>; a field the form did not show stays as it is.</summary>
    public static FieldInput Of(IFormCollection posted) =>
        new(
            posted
                .Where(f => f.Key.StartsWith(FormPrefix, StringComparison.Ordinal))
                .ToDictionary(f => f.Key[FormPrefix.Length..], f => (string?)f.Value.ToString(), StringComparer.Ordinal)
        );

    /// <summary>A list or an object is kept as JSON, which is a value of no type.</summary>
    private static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array or JsonValueKind.Object => Unreadable,
            _ => value.GetRawText(),
        };

    /// <summary>Stands for what no field can hold.</summary>
    internal const string Unreadable = "\0";
}
