using System.Text;

namespace Niaga.Platform.Notifications;

/// <summary>Texts with <c>{{names}}</c> in them. What a name stands for is put in as it is and never looked at again.</summary>
internal static class Placeholders
{
    /// <summary>The text with each known name replaced; an unknown one stays as it stands.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder(text.Length);
        var at = 0;
        while (Next(text, at) is { } found)
        {
            filled.Append(text, at, found.Start - at);
            filled.Append(values.TryGetValue(found.Name, out var value) ? value : text[found.Start..found.End]);
            at = found.End;
        }
        return filled.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Every name in the text.</summary>
    public static IEnumerable<string> Of(string text)
    {
        for (var at = 0; Next(text, at) is { } found; at = found.End)
            yield return found.Name;
    }

    private static (int Start, int End, string Name)? Next(string text, int from)
    {
        var start = text.IndexOf("{{", from, StringComparison.Ordinal);
        if (start < 0)
            return null;

        var end = text.IndexOf("}}", start, StringComparison.Ordinal);
        return end < 0 ? null : (start, end + 2, text[(start + 2)..end].Trim());
    }
}
