using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>
/// Dependencies point one way: Host → Site → Identity → Platform → Contract; modules → Trade → Fields, Imports, Notes, Privacy → Ui →
/// Platform; Papers below Privacy, Pictures above Ui; a module never references a module.
/// </summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contract"] = [],
        ["Platform"] = ["Contract"],
        ["Identity"] = ["Platform"],
        ["Trade"] = ["Fields", "Imports", "Notes", "Platform", "Privacy", "Ui"],
        ["Notes"] = ["Platform", "Ui"],
        ["Fields"] = ["Imports", "Platform", "Ui"],
        ["Papers"] = ["Platform"],
        ["Privacy"] = ["Papers", "Platform", "Ui"],
        ["Ui"] = ["Platform"],
        ["Pictures"] = ["Platform", "Ui"],
        ["Imports"] = ["Platform", "Ui"],
        ["Site"] = ["Fields", "Identity", "Trade", "Papers", "Privacy", "Ui"],
        ["Host"] = ["Site", "modules/*"],
    };

    [Fact]
    public void Projects_of_the_house_reference_only_what_lies_below()
    {
        foreach (var (project, allowed) in Allowed)
        {
            var references = References($"src/{project}/Niaga.{project}.csproj");
            references.ShouldAllBe(r => allowed.Contains(r), $"src/{project} references {string.Join(", ", references)}");
        }
    }

    [Fact]
    public void Every_project_of_the_house_has_its_rule() =>
        Directory
            .EnumerateDirectories(Path.Combine(Source.Root, "src"))
            .Select(d => Path.GetFileName(d))
            .ShouldBe(Allowed.Keys, ignoreOrder: true);

    [Fact]
    public void A_module_references_the_house_and_no_module()
    {
        var modules = Directory.EnumerateDirectories(Path.Combine(Source.Root, "modules")).Select(d => Path.GetFileName(d)).ToArray();
        modules.ShouldContain("Retail");
        foreach (var module in modules)
        {
            References($"modules/{module}/Niaga.{module}.csproj")
                .ShouldAllBe(r =>
                    r == "Trade"
                    || r == "Papers"
                    || r == "Pictures"
                    || r == "Imports"
                    || r == "Fields"
                    || r == "Notes"
                    || r == "Ui"
                    || r == "Platform"
                    || r == "Contract"
                );
        }
    }

    [Fact]
    public void The_host_names_no_module()
    {
        foreach (var module in Directory.EnumerateDirectories(Path.Combine(Source.Root, "modules")).Select(d => Path.GetFileName(d)!))
        {
            Source
                .Files("src", ".cs", ".razor", ".csproj")
                .Where(f =>
                    !f.EndsWith("Niaga.Platform.csproj", StringComparison.Ordinal)
                    && !f.EndsWith("Niaga.Identity.csproj", StringComparison.Ordinal)
                    && !f.EndsWith("Niaga.Pictures.csproj", StringComparison.Ordinal)
                    && !f.EndsWith("Niaga.Imports.csproj", StringComparison.Ordinal)
                    && !f.EndsWith("Niaga.Fields.csproj", StringComparison.Ordinal)
                    && !f.EndsWith("Niaga.Notes.csproj", StringComparison.Ordinal)
                    && !f.EndsWith("Niaga.Privacy.csproj", StringComparison.Ordinal)
                )
                .Where(f => Source.Read(f).Contains($"Niaga.{module}", StringComparison.Ordinal))
                .ShouldBeEmpty();
        }
    }

    private static string[] References(string project) =>
        [
            .. XDocument
                .Load(Path.Combine(Source.Root, project))
                .Descendants("ProjectReference")
                .Select(r => r.Attribute("Include")!.Value.Replace('\\', '/'))
                .Select(r =>
                    r.Contains("modules/*", StringComparison.Ordinal) ? "modules/*" : Path.GetFileNameWithoutExtension(r)["Niaga.".Length..]
                ),
        ];
}
