using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>
/// Samples of <c>docs/add-a-module.md</c> that say where they stand are what <c>./niaga new-module Kennel Dog</c> writes there, and each
/// file it names exists.
/// </summary>
public sealed partial class ModuleGuideTests
{
    private const string Template = "deploy/new-module/template";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["Sample"] = "Kennel",
        ["sample"] = "kennel",
        ["Jobs"] = "Dogs",
        ["jobs"] = "dogs",
        ["Job"] = "Dog",
        ["job"] = "dog",
    };

    /// <summary>As <c>deploy/new-module.mjs</c> names it; a line may be broken otherwise there, so spaces do not count.</summary>
    private static string Named(string text) => Word().Replace(text, m => Names[m.Value]);

    private static readonly Dictionary<string, string> Written = Source
        .Files(Template, ".template")
        .ToDictionary(
            f => Named(f[(Template.Length + 1)..].Replace(".template", "", StringComparison.Ordinal)),
            f => Named(Source.Read(f))
        );

    [Fact]
    public void Its_samples_are_what_a_new_module_is_written_with()
    {
        var (at, samples, wrong) = ((string?)null, 0, new List<string>());
        foreach (var line in Source.Read("docs/add-a-module.md").Split('\n'))
        {
            if (Place().Match(line) is { Success: true } place)
            {
                (at, samples) = (place.Groups[1].Value, samples + 1);
                if (!Written.ContainsKey(at))
                    wrong.Add($"{at} is not written");
            }
            else if (line.Length > 0 && !line.StartsWith("    ", StringComparison.Ordinal))
                at = null;
            else if (at is not null && Written.TryGetValue(at, out var text) && line.Trim() is { Length: > 0 } code && code != "…")
                if (!Bare(text).Contains(Bare(code), StringComparison.Ordinal))
                    wrong.Add($"{at}: {code}");
        }
        samples.ShouldBeGreaterThan(20, "the rule sees the samples");
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_file_it_names_exists()
    {
        var all = new HashSet<string>(
            Source
                .Files("src", ".cs", ".razor", ".sql", ".mjs", ".json")
                .Concat(Source.Files("modules", ".cs", ".razor", ".sql"))
                .Concat(Source.Files("tests", ".cs"))
                .Concat(Written.Keys)
                .Select(f => f[(f.LastIndexOf('/') + 1)..])
        );
        var named = NamedFile().Matches(Source.Read("docs/add-a-module.md")).Select(m => m.Groups[1].Value).ToList();
        named.Count.ShouldBeGreaterThan(30, "the rule sees the files");
        named.Where(f => !all.Contains(f)).ShouldBeEmpty();
    }

    private static string Bare(string text) => Spaces().Replace(text, "");

    [GeneratedRegex("Sample(?! = \")|sample|Jobs|jobs|Job|job")]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <summary>A line that holds only a file's name says where the sample below it stands.</summary>
    [GeneratedRegex(@"^`([\w./]+\.\w+)`$")]
    private static partial Regex Place();

    [GeneratedRegex(@"`(?:[\w.]+/)*(\w+\.(?:cs|razor|sql|mjs))`")]
    private static partial Regex NamedFile();
}
