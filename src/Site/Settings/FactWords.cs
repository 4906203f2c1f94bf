using System.Globalization;
using System.Text.Json;
using Niaga.Platform.Audit;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Site.Settings;

/// <summary>
/// Facts of a log as their reader would say them: names of permissions and roles, yes and no, their own time. What no word is known for
/// stands as it was recorded.
/// </summary>
internal sealed class FactWords(Words words, TextCatalog texts)
{
    private static readonly string[] Roles = ["role", "defaultRole", "secondFactorRoles"];

    private static readonly string[] Permissions = ["permissions", "scope"];

    /// <summary>Without ids: they name nothing to a reader.</summary>
    public static IReadOnlyList<FactChanges.Change> ForReading(IEnumerable<FactChanges.Change> changes) =>
        [.. changes.Where(c => !Guid.TryParse(c.After ?? c.Before, out _))];

    public string Name(string fact) => texts.Has("site.fact." + fact) ? words["site.fact." + fact] : fact;

    public string Value(string fact, string recorded)
    {
        if (recorded is "true" or "false")
            return words[recorded == "true" ? "platform.members.yes" : "platform.members.no"];
        if (recorded is ['[' or '{', ..] && Parts(recorded) is { } parts)
            return string.Join(", ", parts.Select(p => p.Name is null ? One(fact, p.Value) : $"{Name(p.Name)}: {One(p.Name, p.Value)}"));

        return One(fact, recorded);
    }

    private string One(string fact, string value)
    {
        var known =
            Roles.Contains(fact) ? "role." + value
            : Permissions.Contains(fact) ? "permission." + value
            : $"site.fact.{fact}.{value}";
        if (texts.Has(known))
            return words[known];
        // Recorded as machines write it.
        return
            value is [_, _, _, _, '-', _, _, '-', _, _, 'T', ..]
            && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? MalaysianTime.Show(time, words.Language)
            : value;
    }

    /// <summary>Members of a list or an object of plain values; null for anything deeper, or what only looks like one.</summary>
    private static IReadOnlyList<(string? Name, string Value)>? Parts(string recorded)
    {
        try
        {
            using var document = JsonDocument.Parse(recorded);
            var all =
                document.RootElement.ValueKind == JsonValueKind.Array
                    ? document.RootElement.EnumerateArray().Select(e => ((string?)null, e.Clone())).ToArray()
                    : [.. document.RootElement.EnumerateObject().Select(p => ((string?)p.Name, p.Value.Clone()))];
            return all.Any(p => p.Item2.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
                ? null
                : [.. all.Select(p => (p.Item1, p.Item2.ToString()))];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
