using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>What <c>./niaga new-module</c> writes for two kinds of record: in both languages, each named where it has to be.</summary>
public sealed partial class NewModuleTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("niaga-new-module-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void A_module_gets_a_second_record_with_all_that_the_first_has()
    {
        foreach (var file in Source.Files("deploy", ".mjs", ".template"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root.FullName, file))!);
            File.Copy(Path.Combine(Source.Root, file), Path.Combine(root.FullName, file));
        }
        New("Kennel", "Dog").ShouldBe(0);
        New("Kennel", "Puppy").ShouldBe(0);
        New("Kennel", "Puppy").ShouldNotBe(0, "it is there already");
        New("Kennel").ShouldNotBe(0, "it is there already");

        var files = root.GetFiles("modules/Kennel/*", SearchOption.AllDirectories).Select(f => f.FullName).ToList();
        foreach (
            var file in new[]
            {
                "Migrations/0001_dogs.sql",
                "Migrations/0002_puppies.sql",
                "Puppies/PuppyListPage.razor",
                "Tests/PuppiesTests.cs",
            }
        )
            files.ShouldContain(Path.Combine(root.FullName, "modules/Kennel", file));
        files.Where(f => Left().IsMatch(f)).ShouldBeEmpty();
        var code = files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal));
        var all = string.Join('\n', code.Select(File.ReadAllText));
        Left().Matches(all).Select(m => m.Value).ShouldBeEmpty();
        foreach (var language in new[] { "en", "ms" })
        {
            var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(Read($"Texts/{language}.json"))!;
            var asked = Asked().Matches(all).Select(m => m.Groups[1].Value).Where(k => !k.EndsWith('.')).Distinct().ToList();
            asked.Count.ShouldBeGreaterThan(40, "the rule sees the texts");
            asked.Where(k => !texts.ContainsKey(k)).ShouldBeEmpty(language);
        }
        var first = Read("KennelModule.cs").Split('\n').Count(l => l.Contains("dog", StringComparison.OrdinalIgnoreCase));
        first.ShouldBeGreaterThan(10);
        Read("KennelModule.cs")
            .Split('\n')
            .Count(l => l.Contains("pupp", StringComparison.OrdinalIgnoreCase))
            .ShouldBe(first - 1, "all but the role");
        Read("KennelStartup.cs").Split('\n').Count(l => l.Contains("Pupp", StringComparison.Ordinal)).ShouldBe(6);
        Read("Errors.cs").ShouldContain("PuppyNotFound()");
        Read("Permissions.cs").ShouldContain("PuppiesExport");
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(root.FullName, "modules/Kennel", file));

    private int New(params string[] words)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(root.FullName, "deploy/new-module.mjs"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        node.WaitForExit(60_000).ShouldBeTrue();
        return node.ExitCode;
    }

    /// <summary>Names of the template itself.</summary>
    [GeneratedRegex("Sample(?! = \")|sample|[Jj]obs?")]
    private static partial Regex Left();

    [GeneratedRegex("[Ww]ords\\[\"(kennel\\.[\\w.]+)\"")]
    private static partial Regex Asked();
}
