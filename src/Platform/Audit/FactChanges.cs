using System.Text.Json;

namespace Niaga.Platform.Audit;

/// <summary>What an act changed, fact by fact, for reading.</summary>
public static class FactChanges
{
    /// <param name="Fact">Name of the fact, as recorded.</param>
    /// <param name="Before">As it was; null when it was not there.</param>
    /// <param name="After">As it became; null when it is gone.</param>
    public sealed record Change(string Fact, string? Before, string? After);

    /// <summary>Facts that differ between two recorded JSON objects, in the order recorded.</summary>
    public static IReadOnlyList<Change> Between(string? before, string? after)
    {
        var (was, became) = (Facts(before), Facts(after));
        return
        [
            .. was
                .Keys.Union(became.Keys)
                .Select(k => new Change(k, was.GetValueOrDefault(k), became.GetValueOrDefault(k)))
                .Where(c => c.Before != c.After),
        ];
    }

    private static Dictionary<string, string> Facts(string? json)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is null)
            return facts;

        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            return new(StringComparer.Ordinal) { ["value"] = Text(document.RootElement) };

        foreach (var fact in document.RootElement.EnumerateObject())
        {
            if (fact.Value.ValueKind is not JsonValueKind.Null)
                facts[fact.Name] = Text(fact.Value);
        }
        return facts;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
