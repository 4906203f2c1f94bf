using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace Niaga.Pictures;

/// <summary>
/// A small picture beside a name, or the name's first letter on a colour of its own. Markup rather than a component: lists are long.
/// </summary>
public static class Thumb
{
    private static readonly string[] Tints = ["tint-0", "tint-1", "tint-2", "tint-3", "tint-4", "tint-5"];

    /// <param name="kind">What the rows are.</param>
    /// <param name="picture">What the row keeps of <see cref="PictureList.First"/>.</param>
    /// <param name="name">The name it stands beside: read aloud once, there.</param>
    public static MarkupString Of(PictureKind kind, Guid? picture, string name) =>
        picture is { } hash ? Image(kind.Address(hash, PictureSize.Small), "") : Letter(name);

    /// <summary>A picture of an address of the module's own, with words for those who do not see it.</summary>
    public static MarkupString Image(string address, string words) =>
        (MarkupString)(
            $"<img class=\"thumb\" src=\"{address}\" alt=\"{HtmlEncoder.Default.Encode(words)}\" width=\"40\" height=\"40\" "
            + "loading=\"lazy\" decoding=\"async\">"
        );

    public static MarkupString Letter(string name)
    {
        var letter = name.EnumerateRunes().FirstOrDefault(Rune.IsLetterOrDigit, new Rune('?'));
        var tint = Tints[name.EnumerateRunes().Sum(r => r.Value) % Tints.Length];
        var shown = HtmlEncoder.Default.Encode(Rune.ToUpperInvariant(letter).ToString());
        return (MarkupString)$"<span class=\"thumb {tint}\" aria-hidden=\"true\">{shown}</span>";
    }
}
