using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Components;
using Niaga.Contract;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;

namespace Niaga.Platform.Help;

/// <summary>
/// Every article of every module, read once from the embedded <c>Help/{language}/{key}.md</c> when it is first asked for. A page finds
/// its own by <see cref="HelpKey"/>; what is not called like a page is a guide.
/// </summary>
public sealed class HelpCatalog
{
    private const string Folder = "Help/";

    private readonly TextCatalog texts;
    private readonly Lazy<FrozenDictionary<string, HelpArticle>> articles;
    private readonly Lazy<FrozenDictionary<Type, string>> keys;

    public HelpCatalog(ModuleCatalog modules, TextCatalog texts)
    {
        this.texts = texts;
        Pages = [.. modules.Assemblies.SelectMany(a => a.GetTypes()).Where(t => t.GetCustomAttributes<RouteAttribute>().Any())];
        articles = new(() => Read(modules));
        keys = new(() =>
            Pages
                .SelectMany(page => HelpKey.OfPage(page).Where(articles.Value.ContainsKey).Take(1).Select(key => (page, key)))
                .ToFrozenDictionary(p => p.page, p => p.key)
        );
    }

    /// <summary>Every page of every module.</summary>
    internal IReadOnlyList<Type> Pages { get; }

    public IEnumerable<HelpArticle> Articles => articles.Value.Values;

    public HelpArticle? Find(string key) => articles.Value.GetValueOrDefault(key);

    /// <summary>The article of a page, or null.</summary>
    public HelpArticle? Of(Type? page) => page is not null && keys.Value.TryGetValue(page, out var key) ? Find(key) : null;

    /// <summary>What is wrong with the files, a sentence each. A page without an article is named with the file it wants.</summary>
    public IReadOnlyList<string> Complaints(ModuleCatalog modules)
    {
        var files = modules.Manifests.SelectMany(Files).ToArray();
        var complaints = new List<string>();
        foreach (var page in Pages.Where(p => p.GetCustomAttribute<NoHelpAttribute>() is null))
        {
            foreach (var language in Language.All)
            {
                if (!HelpKey.OfPage(page).Any(key => files.Any(f => f.Key == key && f.Language == language.Code)))
                    complaints.Add($"{page.Name} has no help: write {Folder}{language.Code}/{HelpKey.OfPage(page)[0]}.md beside its texts");
            }
        }
        foreach (var (key, ofKey) in files.GroupBy(f => f.Key).Select(g => (g.Key, g.ToArray())))
        {
            complaints.AddRange(
                ofKey.SelectMany(f =>
                    f.File.Labels.Where(l => !texts.Has(l)).Select(l => $"{f.Language}/{key} names the text {l}, which is not there")
                )
            );
            if (ofKey.Length != Language.All.Count)
                complaints.Add($"{key} exists {ofKey.Length} times, not once in each language");
            else if (ofKey.SelectMany(f => f.File.Labels).All(texts.Has))
                complaints.AddRange(Differences(key, ofKey));
        }
        return complaints;
    }

    private IEnumerable<string> Differences(string key, (string Key, string Language, HelpFile File)[] files)
    {
        var article = Find(key)!;
        var outlines = Language.All.Select(l => string.Join(", ", article.In(l).Outline)).Distinct().ToArray();
        if (outlines.Length > 1)
            yield return $"{key} is not built alike in all languages: {string.Join(" | ", outlines)}";
        foreach (var language in Language.All.Where(l => article.In(l) is not { Title.Length: > 0, Summary.Length: > 0 }))
            yield return $"{language.Code}/{key} lacks a title or a first sentence";
        // A label that was not understood would be shown as it was written.
        foreach (
            var language in Language.All.Where(l => article.In(l).Html is var html && (html.Contains("{{") || html.Contains("&lt;&lt;")))
        )
            yield return $"{language.Code}/{key} has a label that is not written {{{{text:key}}}}";
        if (!HelpAreas.All.Contains(article.Area))
            yield return $"{key} stands in no area: \"{article.Area}\"";
        if (files.Select(f => (f.File.Area, string.Join(',', f.File.Next))).Distinct().Count() > 1)
            yield return $"{key} has another area or other next articles in another language";
        foreach (var next in article.Next.Where(n => Find(n) is null))
            yield return $"{key} leads on to {next}, which is not there";
        // A label with a gap in it would show the gap.
        foreach (var label in files.SelectMany(f => f.File.Labels).Distinct())
        {
            if (Language.All.Any(l => texts.Get(l, label).Contains('{', StringComparison.Ordinal)))
                yield return $"{key} names the text {label}, which has a gap for a value";
        }
        if (files.Select(f => string.Join(' ', f.File.Labels.Order(StringComparer.Ordinal))).Distinct().Count() > 1)
            yield return $"{key} names other labels in another language";
    }

    private FrozenDictionary<string, HelpArticle> Read(ModuleCatalog modules)
    {
        var pages = Pages
            .SelectMany(page =>
                page.GetCustomAttributes<RouteAttribute>().Select(r => (Key: HelpKey.Of(r.Template), r.Template, Page: page))
            )
            .DistinctBy(p => p.Key)
            .ToDictionary(p => p.Key, StringComparer.Ordinal);
        return modules
            .Manifests.SelectMany(module => Files(module).GroupBy(f => f.Key).Select(files => Article(module, files.ToArray(), pages)))
            .ToFrozenDictionary(a => a.Key, StringComparer.Ordinal);
    }

    private HelpArticle Article(
        Manifest module,
        (string Key, string Language, HelpFile File)[] files,
        Dictionary<string, (string Key, string Template, Type Page)> pages
    )
    {
        var (key, _, file) = files[0];
        var (template, page) = pages.TryGetValue(key, out var found) ? (found.Template, found.Page) : (null, null);
        var permission = page?.GetCustomAttribute<NeedsAttribute>()?.Permission;
        return new(key, file.Area, module)
        {
            Path = permission is null || template is null || template.Contains('{', StringComparison.Ordinal) ? null : template,
            Permission = permission,
            IsPublic = page is not null && permission is null,
            Next = file.Next,
            Texts = files.ToFrozenDictionary(f => f.Language, f => f.File.Read(texts, Language.Find(f.Language)!), StringComparer.Ordinal),
        };
    }

    private static IEnumerable<(string Key, string Language, HelpFile File)> Files(Manifest module)
    {
        foreach (var name in module.Assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var parts = name.Split('/');
            using var reader = new StreamReader(module.Assembly.GetManifestResourceStream(name)!);
            yield return (parts[2][..^3], parts[1], new(reader.ReadToEnd()));
        }
    }
}
