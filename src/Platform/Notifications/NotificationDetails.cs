using System.Text.Json;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Platform.Notifications;

/// <summary>What a notification's placeholders stand for: words as they are, or texts of ours in the reader's language.</summary>
public sealed class NotificationDetails
{
    private const int Longest = 200;

    private readonly SortedDictionary<string, Detail> values = new(StringComparer.Ordinal);

    /// <summary>Names in use.</summary>
    public IReadOnlyCollection<string> Names => values.Keys;

    /// <summary>A name, a number, an address: one line, cut where it is too long.</summary>
    public NotificationDetails Add(string name, string? value)
    {
        values.Add(name, new(OneLine(value ?? ""), null));
        return this;
    }

    /// <summary>A text that reads differently in each language.</summary>
    /// <param name="name">The placeholder.</param>
    /// <param name="key">Key of the text.</param>
    /// <param name="filled">What its {0}, {1} … stand for.</param>
    public NotificationDetails AddText(string name, string key, params string[] filled)
    {
        values.Add(name, new(null, key, [.. filled.Select(OneLine)]));
        return this;
    }

    internal string Json => JsonSerializer.Serialize(values);

    /// <summary>What was kept, in one language. A text that is gone reads as nothing.</summary>
    internal static Dictionary<string, string> Read(string json, TextCatalog texts, Language language) =>
        JsonSerializer
            .Deserialize<Dictionary<string, Detail>>(json)!
            .ToDictionary(
                d => d.Key,
                d => d.Value.Value ?? (d.Value.Text is { } key && texts.Has(key) ? texts.Get(language, key, d.Value.Filled ?? []) : ""),
                StringComparer.Ordinal
            );

    private static string OneLine(string text)
    {
        var line = SingleLineText.Clean(text);
        if (line.Length <= Longest)
            return line;

        // Not between the two halves of a letter.
        var end = char.IsHighSurrogate(line[Longest - 2]) ? Longest - 2 : Longest - 1;
        return line[..end] + "…";
    }

    internal sealed record Detail(string? Value, string? Text, string[]? Filled = null);
}
