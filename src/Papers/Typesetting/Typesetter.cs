using System.Globalization;
using System.Text;

namespace Niaga.Papers.Typesetting;

/// <summary>Makes lines of text for one paper, and knows what it had no font for.</summary>
internal sealed class Typesetter
{
    private static readonly Rune Unprintable = new('□');
    private readonly SortedSet<int> missing = [];

    /// <summary>Characters that no font has, as <c>U+1F600</c>; a box stands for each.</summary>
    public IReadOnlyList<string> Missing => [.. missing.Select(c => $"U+{c:X4}")];

    public TextLine Line(string text, float size, bool bold = false) => new(Shape(Clean(text), bold), size);

    /// <summary>Lines no wider than that: broken at spaces, between Chinese characters, and within a word that is wider.</summary>
    public IReadOnlyList<TextLine> Wrap(string text, float size, float width, bool bold = false) =>
        [
            .. text.ReplaceLineEndings("\n")
                .Split('\n')
                .SelectMany(paragraph => Break(Clean(paragraph), size, width, bold))
                .Select(line => new TextLine(Shape(line.TrimEnd(), bold), size)),
        ];

    /// <summary>Width of the widest part that <see cref="Wrap"/> breaks only where a line is narrower.</summary>
    public float WidestWord(string text, float size, bool bold = false) =>
        Pieces(Clean(text)).Select(p => Measure(p.TrimEnd(), size, bold)).DefaultIfEmpty(0).Max();

    private List<string> Break(string text, float size, float width, bool bold)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var used = 0f;
        foreach (var piece in Pieces(text).SelectMany(p => Fitting(p, size, width, bold)))
        {
            // A space at the end of a line takes no room.
            if (line.Length > 0 && used + Measure(piece.TrimEnd(), size, bold) > width)
            {
                lines.Add(line.ToString());
                line.Clear();
                used = 0;
            }
            line.Append(piece);
            used += Measure(piece, size, bold);
        }
        lines.Add(line.ToString());
        return lines;
    }

    private float Measure(string text, float size, bool bold) => Shape(text, bold).Sum(r => r.Advance) * size;

    /// <summary>The piece, or parts of it where it alone is wider than a line.</summary>
    private IEnumerable<string> Fitting(string piece, float size, float width, bool bold)
    {
        if (Measure(piece.TrimEnd(), size, bold) <= width)
            return [piece];

        var parts = new List<string>();
        var part = "";
        for (var at = StringInfo.GetTextElementEnumerator(piece); at.MoveNext(); )
        {
            if (part.Length > 0 && Measure(part + at.GetTextElement(), size, bold) > width)
            {
                parts.Add(part);
                part = "";
            }
            part += at.GetTextElement();
        }
        return [.. parts, part];
    }

    /// <summary>Between these a line may end.</summary>
    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var end = at + rune.Utf16SequenceLength;
            if (IsIdeograph(rune) && at > start)
            {
                yield return text[start..at];
                start = at;
            }
            var follows =
                end < text.Length
                && Rune.TryGetRuneAt(text, end, out var next)
                && (char.IsWhiteSpace((char)next.Value) || (Rune.IsPunctuation(next) && !(rune.Value == ' ' && next.Value == '-')));
            // A dash that begins a word is a minus: -RM5.00.
            var minus = rune.Value == '-' && at == start;
            if ((rune.Value is ' ' or '-' or '/' || IsIdeograph(rune)) && !minus && !follows && !IsAmount(text, start, at, end))
            {
                yield return text[start..end];
                start = end;
            }
            at = end;
        }
        if (start < text.Length)
            yield return text[start..];
    }

    /// <summary>A number with its unit, "5 kg", stays on one line.</summary>
    private static bool IsAmount(string text, int start, int space, int after)
    {
        const int longestUnit = 8;
        if (text[space] != ' ' || space == start || !text[start..space].All(c => char.IsDigit(c) || c is '.' or ','))
            return false;

        var end = text.IndexOf(' ', after);
        return text[after..(end < 0 ? text.Length : end)] is { Length: > 0 and <= longestUnit } unit && unit.EnumerateRunes().All(IsOfWord);
    }

    private static bool IsOfWord(Rune rune) =>
        !IsIdeograph(rune)
        && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.NonSpacingMark);

    private static bool IsIdeograph(Rune rune) =>
        rune.Value is >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF;

    /// <summary>Runs of one face each; what joins or follows a character stays with it.</summary>
    private List<Glyphs> Shape(string text, bool bold)
    {
        var runs = new List<Glyphs>();
        var run = new StringBuilder();
        Face? face = null;
        foreach (var rune in text.EnumerateRunes())
        {
            // A joiner that the letters' own face does not know joins nothing.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format && face?.Has(rune) != true)
                continue;

            var (own, shown) = Choose(rune, face, bold);
            if (own != face && run.Length > 0)
            {
                runs.Add(face!.Shape(run.ToString()));
                run.Clear();
            }
            face = own;
            run.Append(shown);
        }
        if (run.Length > 0)
            runs.Add(face!.Shape(run.ToString()));
        return runs;
    }

    private (Face Face, Rune Shown) Choose(Rune rune, Face? current, bool bold)
    {
        var follows =
            Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.Format;
        if (follows && current?.Has(rune) == true)
            return (current, rune);
        if (Face.Of(rune, bold) is { } face)
            return (face, rune);

        missing.Add(rune.Value);
        return (Face.Of(Unprintable, bold)!, Unprintable);
    }

    /// <summary>What has no shape of its own (tabs, controls, halves of characters) is a space.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control || rune.Value is 0xFE0F or 0xFEFF ? new Rune(' ') : rune);
        return clean.ToString();
    }
}
