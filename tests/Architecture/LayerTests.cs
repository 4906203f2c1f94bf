using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>
/// The folders of Platform and Identity stand in layers: each uses only folders below it, so no two use each other. The order is the one
/// of docs/tour.md.
/// </summary>
public sealed partial class LayerTests
{
    /// <summary>From the ground up. The project's root joins its folders and is used by none of them.</summary>
    private static readonly string[] Layers =
    [
        "Platform.Dependencies",
        "Platform.Refusals",
        "Platform.Texts",
        "Platform.Values",
        "Platform.Callers",
        "Platform.Data",
        "Platform.Modules",
        "Platform.Files",
        "Platform.Audit",
        "Platform.Work",
        "Platform.Mail",
        "Platform.UseCases",
        "Platform.Web",
        "Platform.Exports",
        "Platform.Tenants",
        "Identity.Access",
        "Identity.Oidc",
        "Identity.Passwords",
        "Identity.People",
        "Identity.Sessions",
        "Identity.Security",
        "Identity.Attempts",
        "Identity.Domains",
        "Identity.Members",
        "Identity.SignIn",
        "Identity.Factors",
        "Identity.Accounts",
        "Identity.Keys",
        "Identity.Sso",
        "Identity.Scim",
        "Identity.Requests",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>>> Uses = new(Read);

    [Fact]
    public void Every_folder_has_its_place() => Uses.Value.Keys.ShouldBe([.. Layers, "Platform", "Identity"], ignoreOrder: true);

    [Fact]
    public void No_two_folders_use_each_other()
    {
        var pairs =
            from a in Uses.Value.Keys
            from b in Uses.Value[a].Keys
            where string.CompareOrdinal(a, b) < 0 && Uses.Value[b].ContainsKey(a)
            select $"{a} ↔ {b}: {string.Join(", ", Uses.Value[a][b])} | {string.Join(", ", Uses.Value[b][a])}";
        pairs.ShouldBeEmpty(Matrix());
    }

    [Fact]
    public void No_folder_uses_one_above_it()
    {
        var upwards =
            from a in Layers.Select((name, height) => (name, height))
            from b in Uses.Value[a.name]
            where Array.IndexOf(Layers, b.Key) is var height && (height < 0 || height > a.height)
            select $"{a.name} → {b.Key}: {string.Join(", ", b.Value)}";
        upwards.ShouldBeEmpty(Matrix());
    }

    /// <summary>Who uses whom: a row uses a column.</summary>
    private static string Matrix()
    {
        var lines = Layers.Select(
            (row, height) =>
                $"{height, 2} {row, -20} "
                + string.Concat(
                    Layers.Select(column =>
                        Uses.Value[row].ContainsKey(column) ? "●"
                        : row == column ? "╲"
                        : "·"
                    )
                )
        );
        return string.Join(Environment.NewLine, lines.Reverse());
    }

    private static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>> Read()
    {
        var files = Source
            .Files("src/Platform", ".cs")
            .Concat(Source.Files("src/Identity", ".cs"))
            .Select(path => (Name: Path.GetFileName(path), Text: Source.Read(path)))
            .Select(file => (file.Name, file.Text, Folder: Namespace().Match(file.Text)))
            .Where(file => file.Folder.Success)
            .Select(file => (file.Name, Folder: file.Folder.Groups[1].Value, file.Text))
            .ToArray();
        var types = files
            .GroupBy(f => f.Folder)
            .ToDictionary(group => group.Key, group => group.SelectMany(f => Types(f.Text)).ToHashSet(StringComparer.Ordinal));
        return files
            .GroupBy(f => f.Folder)
            .ToDictionary(
                group => group.Key,
                IReadOnlyDictionary<string, string[]> (group) =>
                    group
                        .SelectMany(f => Mentions(f.Text, f.Folder, types).Select(other => (other, f.Name)))
                        .GroupBy(use => use.other)
                        .ToDictionary(use => use.Key, use => use.Select(u => u.Name).Distinct().Order(StringComparer.Ordinal).ToArray())
            );
    }

    /// <summary>Other folders that a file names: in a using, by a full name, or by the half name that is enough among neighbours.</summary>
    private static IEnumerable<string> Mentions(string text, string folder, Dictionary<string, HashSet<string>> types)
    {
        var full = FullName().Matches(text).Select(m => m.Groups[1].Value);
        var half = HalfName()
            .Matches(text)
            .Select(m => (Folder: $"{folder.Split('.')[0]}.{m.Groups[1].Value}", Type: m.Groups[2].Value))
            .Where(name => types.TryGetValue(name.Folder, out var known) && known.Contains(name.Type))
            .Select(name => name.Folder);
        return full.Concat(half).Where(other => other != folder && types.ContainsKey(other)).Distinct();
    }

    private static IEnumerable<string> Types(string text) => Declaration().Matches(text).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"^namespace Niaga\.((?:Platform|Identity)(?:\.\w+)?);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"Niaga\.((?:Platform|Identity)\.\w+)")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![\w.])([A-Z]\w+)\.([A-Z]\w+)")]
    private static partial Regex HalfName();

    [GeneratedRegex(@"^(?:\w+ )*(?:class|record struct|record|struct|enum|interface|delegate \S+) ([A-Z]\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
