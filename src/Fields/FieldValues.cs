using System.Text.Json;
using System.Text.Json.Serialization;

namespace Niaga.Fields;

/// <summary>
/// What a record holds in the business's own fields, by their keys: text, dates as <c>2026-11-30</c> and chosen options (by key) as
/// <see cref="string"/>, numbers as <see cref="decimal"/>, yes and no as <see cref="bool"/>. JSON as the database keeps it.
/// </summary>
[JsonConverter(typeof(AsJson))]
public sealed class FieldValues : IEquatable<FieldValues>
{
    /// <summary>No values.</summary>
    public static FieldValues None { get; } = new("{}");

    private IReadOnlyDictionary<string, object>? all;

    private FieldValues(string json) => Json = json;

    /// <summary>The JSON object.</summary>
    public string Json { get; }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => Json == "{}";

    /// <summary>Every value by its field's key.</summary>
    public IReadOnlyDictionary<string, object> All => all ??= Parse(Json);

    /// <summary>The value of a field, by its key; null for none.</summary>
    public object? this[string key] => IsEmpty ? null : All.GetValueOrDefault(key);

    /// <summary>As the database keeps it.</summary>
    public static FieldValues Of(string json) => json == "{}" ? None : new(json);

    /// <summary>These values, in the order PostgreSQL gives them in.</summary>
    public static FieldValues Of(IReadOnlyDictionary<string, object> values)
    {
        if (values.Count == 0)
            return None;

        var json = JsonSerializer.Serialize(
            values.OrderBy(v => v.Key.Length).ThenBy(v => v.Key, StringComparer.Ordinal).ToDictionary(v => v.Key, v => v.Value)
        );
        return new(json) { all = values };
    }

    /// <summary>Without the values of these fields.</summary>
    public FieldValues Without(Func<string, bool> left) =>
        IsEmpty || !All.Keys.Any(left) ? this : Of(All.Where(v => !left(v.Key)).ToDictionary(StringComparer.Ordinal));

    /// <summary>These and others; of a field that both hold, the other's.</summary>
    public FieldValues With(FieldValues others)
    {
        if (IsEmpty || others.IsEmpty)
            return IsEmpty ? others : this;
        var all = All.ToDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in others.All)
            all[key] = value;
        return Of(all);
    }

    /// <inheritdoc/>
    public bool Equals(FieldValues? other) =>
        other is not null
        && (
            Json == other.Json
            || (All.Count == other.All.Count && All.All(v => other.All.TryGetValue(v.Key, out var its) && v.Value.Equals(its)))
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FieldValues);

    /// <inheritdoc/>
    public override int GetHashCode() => All.Count;

    private static Dictionary<string, object> Parse(string json)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        foreach (var value in document.RootElement.EnumerateObject())
        {
            values[value.Name] = value.Value.ValueKind switch
            {
                JsonValueKind.Number => value.Value.GetDecimal(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => value.Value.GetString() ?? "",
            };
        }
        return values;
    }

    private sealed class AsJson : JsonConverter<FieldValues>
    {
        public override FieldValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return Of(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, FieldValues value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json);
    }
}
