using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Audit;

/// <summary>Every event of every module, and every fact it records, can be read in both languages.</summary>
public sealed partial class EventWordsTests(NiagaApp app) : IClassFixture<NiagaApp>
{
    /// <summary>Names of types whose values are recorded as facts.</summary>
    private static readonly string[] FactTypes = ["Details", "Facts", "State", "ScimAttributes"];

    [Fact]
    public void Every_audited_event_has_words_of_its_own_in_each_language()
    {
        var texts = app.Services.GetRequiredService<TextCatalog>();
        var events = app.Services.GetRequiredService<ModuleCatalog>().Manifests.SelectMany(m => m.AuditedEvents).Distinct().ToArray();
        events.Length.ShouldBeGreaterThan(50);
        events.Where(e => !texts.Has("audit." + e)).ShouldBeEmpty();
        foreach (var language in Language.All)
            events.Where(e => texts.Get(language, "audit." + e).Contains(e, StringComparison.Ordinal)).ShouldBeEmpty(language.Code);
        events.Where(e => texts.Get(Language.English, "audit." + e) == texts.Get(Language.Malay, "audit." + e)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_fact_that_is_recorded_has_a_name_in_each_language()
    {
        var texts = app.Services.GetRequiredService<TextCatalog>();
        var facts = Recorded().Concat(OfTypes()).Distinct().ToArray();
        facts.Length.ShouldBeGreaterThan(60);
        facts
            .Where(f => !texts.Has("fact." + f.Name) && !texts.Has("site.fact." + f.Name))
            .Select(f => $"{f.Name} ({f.Where})")
            .ShouldBeEmpty();
    }

    /// <summary>Members of the anonymous objects that are handed to the audit trail and to a person's events.</summary>
    private static IEnumerable<(string Name, string Where)> Recorded()
    {
        foreach (var file in Sources())
        {
            var text = File.ReadAllText(file);
            foreach (Match call in Call().Matches(text))
            foreach (var member in Within(Arguments(text, call.Index + call.Length)))
                yield return (Camel(member), Path.GetFileName(file));
        }
    }

    /// <summary>Of an object and of those in its values.</summary>
    private static IEnumerable<string> Within(string text) =>
        Made().Matches(text).SelectMany(m => Members(m.Groups[1].Value).Concat(Within(m.Groups[1].Value)));

    private IEnumerable<(string Name, string Where)> OfTypes() =>
        app
            .Services.GetRequiredService<ModuleCatalog>()
            .Assemblies.SelectMany(a => a.GetTypes())
            .Where(t => FactTypes.Contains(t.Name) && t.GetMethod("<Clone>$") is not null && t.Namespace?.Contains(".Site") != true)
            .Where(t => t.Name != "State" || t.DeclaringType?.Name.EndsWith("Audit", StringComparison.Ordinal) == true)
            .SelectMany(t =>
                t.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    // What goes in one by one, under names that a business gave, has no name itself.
                    .Where(p => !p.IsDefined(typeof(JsonExtensionDataAttribute)))
                    .Select(p => (Camel(p.Name), t.FullName!))
            );

    private static string Arguments(string text, int from)
    {
        var (depth, at) = (1, from);
        for (; depth > 0 && at < text.Length; at++)
            depth +=
                text[at] == '(' ? 1
                : text[at] == ')' ? -1
                : 0;
        return text[from..at];
    }

    /// <summary>Names in <c>A = x, b.C, d</c>, whatever is nested in their values.</summary>
    private static IEnumerable<string> Members(string body)
    {
        foreach (var part in Nested().Replace(body, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var name = part.Split('=', 2)[0].Trim().TrimEnd('!').Split('.')[^1].Trim();
            if (Word().IsMatch(name))
                yield return name;
        }
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static IEnumerable<string> Sources([CallerFilePath] string here = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
        return new[] { "src", "modules" }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(root, f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/Tests/", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\b(?:audit|trail)\.Record\(|\bevents\.Note\(")]
    private static partial Regex Call();

    [GeneratedRegex(@"\bnew\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")]
    private static partial Regex Made();

    // Parentheses, type arguments and nested objects hold commas of their own.
    [GeneratedRegex(@"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\]]*\]")]
    private static partial Regex Nested();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]*\z")]
    private static partial Regex Word();
}
