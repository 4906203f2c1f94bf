using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Niaga.Platform.Refusals;

namespace Niaga.Platform.Texts;

/// <summary>Every text of every module in every language, read once from the embedded <c>Texts/{language}.json</c> files.</summary>
public sealed class TextCatalog
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> byLanguage;

    /// <summary>Reads the texts of the given assemblies; a key given twice in one language is a mistake and throws.</summary>
    public TextCatalog(IEnumerable<Assembly> assemblies)
    {
        var sources = assemblies.ToArray();
        byLanguage = Language.All.ToFrozenDictionary(l => l.Code, l => Read(sources, l.Code));
    }

    /// <summary>Keys some language lacks, as "en: retail.title".</summary>
    public IReadOnlyList<string> Missing()
    {
        var keys = byLanguage.Values.SelectMany(t => t.Keys).Distinct().ToArray();
        return
        [
            .. byLanguage
                .SelectMany(l => keys.Where(k => !l.Value.ContainsKey(k)).Select(k => $"{l.Key}: {k}"))
                .Order(StringComparer.Ordinal),
        ];
    }

    public bool Has(string key) => byLanguage.Values.All(t => t.ContainsKey(key));

    /// <summary>The text of <paramref name="key"/>; an unknown key is a bug and throws, so that a test sees it.</summary>
    public string Get(Language language, string key, params ReadOnlySpan<object?> values)
    {
        var text = byLanguage[language.Code].TryGetValue(key, out var found)
            ? found
            : throw new KeyNotFoundException($"No text '{key}' in '{language.Code}'.");
        return values.Length == 0 ? text : string.Format(new CountedForm(CultureInfo.GetCultureInfo(language.Culture)), text, values);
    }

    /// <summary>The sentence of a refusal.</summary>
    public string Get(Language language, Refusal refusal) => Get(language, "refusal." + refusal.Code, refusal.Values);

    private static FrozenDictionary<string, string> Read(Assembly[] assemblies, string language)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var assembly in assemblies)
        {
            foreach (
                var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith($".Texts.{language}.json", StringComparison.Ordinal))
            )
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
                {
                    if (!texts.TryAdd(key, text))
                        throw new InvalidOperationException(
                            $"Text '{key}' ({language}) stands twice; the second is in {assembly.GetName().Name}."
                        );
                }
            }
        }
        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
