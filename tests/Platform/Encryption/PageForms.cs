using System.Net;
using System.Text.RegularExpressions;

namespace Niaga.Platform.Tests.Encryption;

/// <summary>The forms of a page as a browser would send them, once for each of its buttons.</summary>
internal static partial class PageForms
{
    /// <summary>A form with one of its buttons pressed.</summary>
    /// <param name="Action">Where it goes, as it stands; null for its own page.</param>
    /// <param name="Name">What it is called within its page.</param>
    /// <param name="Fields">What it would send.</param>
    public sealed record Form(string? Action, string Name, IReadOnlyList<Field> Fields);

    /// <param name="Name">What it is called.</param>
    /// <param name="Value">What stands in it.</param>
    /// <param name="Type">As an input's; <c>textarea</c>, <c>select</c> and <c>button</c> besides.</param>
    public sealed record Field(string Name, string Value, string Type);

    public static IEnumerable<Form> In(string page)
    {
        foreach (Match form in Forms().Matches(page))
        {
            var opening = form.Value[..(form.Value.IndexOf('>', StringComparison.Ordinal) + 1)];
            if (Of(opening, "method") != "post")
                continue;

            var inside = Controls().Matches(form.Value).Select(m => m.Value);
            if (Of(opening, "id") is { } id)
                inside = inside.Concat(
                    Controls()
                        .Matches(page)
                        .Select(m => m.Value)
                        .Where(c => Of(c[..c.IndexOf('>', StringComparison.Ordinal)], "form") == id)
                );
            // Made-up rows share one file: a logo that is an import's too cannot go.
            Field[] all = [.. inside.Select(Read).OfType<Field>().Where(f => f.Name != "Form.RemoveLogo")];
            // Of rows that can be ticked, the first is.
            Field[] sent =
            [
                .. all.Where(f => f.Type is not ("button" or "checkbox" or "radio")),
                .. all.Where(f => f.Type is "checkbox" or "radio").DistinctBy(f => f.Name),
            ];
            var name = all.FirstOrDefault(f => f.Name == "_handler")?.Value ?? "";
            Field[] buttons = [.. all.Where(f => f.Type == "button").DistinctBy(f => (f.Name, f.Value))];
            foreach (var button in buttons.Length == 0 ? [null] : buttons.Cast<Field?>())
                yield return new(
                    Of(opening, "action"),
                    button is null ? name : $"{name} {button.Name}={button.Value}",
                    button is null ? sent : [.. sent, button]
                );
        }
    }

    private static Field? Read(string control)
    {
        var opening = control[..(control.IndexOf('>', StringComparison.Ordinal) + 1)];
        if (Of(opening, "name") is not { } name)
            return null;

        var value = Of(opening, "value") ?? "";
        if (opening.StartsWith("<textarea", StringComparison.Ordinal))
            return new(name, Inner(control), "textarea");
        if (opening.StartsWith("<button", StringComparison.Ordinal))
            return new(name, value, "button");
        if (!opening.StartsWith("<select", StringComparison.Ordinal))
            return Of(opening, "type") == "file" ? null : new(name, value, Of(opening, "type") ?? "text");

        var options = Options().Matches(control).Select(m => m.Value).ToArray();
        var chosen =
            options.FirstOrDefault(o => Selected().IsMatch(o)) ?? options.FirstOrDefault(o => Of(o, "value") is { Length: > 0 }) ?? "";
        return new(name, Of(chosen, "value") ?? "", "select");
    }

    private static string Inner(string control)
    {
        var start = control.IndexOf('>', StringComparison.Ordinal) + 1;
        return WebUtility.HtmlDecode(control[start..control.LastIndexOf("</", StringComparison.Ordinal)]);
    }

    private static string? Of(string tag, string attribute) =>
        Regex.Match(tag, $" {attribute}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    [GeneratedRegex("<form .*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input [^>]*>|<textarea .*?</textarea>|<select .*?</select>|<button [^>]*>", RegexOptions.Singleline)]
    private static partial Regex Controls();

    [GeneratedRegex("<option [^>]*>")]
    private static partial Regex Options();

    [GeneratedRegex(" selected[ >=]")]
    private static partial Regex Selected();
}
