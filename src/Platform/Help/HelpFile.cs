using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Platform.Help;

/// <summary>
/// One article's file: lines of <c>name: value</c>, a line of dashes, Markdown. <c>{{text:key}}</c> stands for a label as the page shows
/// it, so that help never names a button that is not there.
/// </summary>
internal sealed partial class HelpFile
{
    // Tags in a file are shown as text: an article is words.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    private readonly Dictionary<string, string> head = new(StringComparer.Ordinal);
    private readonly string body;

    public HelpFile(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = Array.FindIndex(lines, l => l.StartsWith("---", StringComparison.Ordinal));
        foreach (var line in lines.Take(Math.Max(end, 0)))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                head[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
        body = string.Join('\n', lines.Skip(end + 1));
    }

    public string Area => head.GetValueOrDefault("area", "");

    public IReadOnlyList<string> Next => Listed("next", ',');

    /// <summary>Keys of the labels it names.</summary>
    public IReadOnlyList<string> Labels => [.. Label().Matches(body).Select(m => m.Groups[1].Value).Distinct()];

    public HelpText Read(TextCatalog texts, Language language)
    {
        var filled = Label().Replace(body, m => $"**{Mark().Replace(texts.Get(language, m.Groups[1].Value), @"\$&")}**");
        var document = Markdown.Parse(filled, Pipeline);
        var outline = Outline(document);
        var title = document.OfType<HeadingBlock>().FirstOrDefault(h => h.Level == 1);
        var name = title is null ? "" : Plain(title);
        if (title is not null)
            document.Remove(title);
        var first = document.OfType<ParagraphBlock>().FirstOrDefault();
        first?.GetAttributes().AddClass("help-lead");
        var all = Markdown.ToPlainText(filled, Pipeline);
        return new(name, first is null ? "" : Plain(first), document.ToHtml(Pipeline), outline)
        {
            Names = Fold($"{name} {head.GetValueOrDefault("words")}"),
            All = Fold($"{all} {head.GetValueOrDefault("words")}"),
        };
    }

    private static string[] Fold(string text) =>
        [.. NoLetter().Split(SearchKey.Of(text)).Where(w => w.Length > 0).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Outline(MarkdownDocument document) =>
        [
            .. document.Select(block =>
                block switch
                {
                    HeadingBlock heading => $"h{heading.Level}",
                    ListBlock list => $"{(list.IsOrdered ? "ol" : "ul")} of {list.Count}",
                    _ => "p",
                }
            ),
        ];

    private static string Plain(LeafBlock block) =>
        string.Concat(block.Inline?.Descendants<LiteralInline>().Select(l => l.ToString()) ?? []);

    private IReadOnlyList<string> Listed(string name, char by) =>
        head.GetValueOrDefault(name, "").Split(by, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"\{\{text:([a-z0-9_.-]+)\}\}")]
    private static partial Regex Label();

    [GeneratedRegex(@"[\\`*_\[\]<>#&!]")]
    private static partial Regex Mark();

    [GeneratedRegex(@"[^\p{L}\p{N}]+")]
    private static partial Regex NoLetter();
}
