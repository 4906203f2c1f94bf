using System.Text.RegularExpressions;

namespace Niaga.Architecture;

/// <summary>
/// Which folders of a project use which, read from the names its files mention. A file in the project's root stands for itself: some lie
/// below every folder (permissions, refusals), some above them all (the manifest).
/// </summary>
internal sealed partial class FolderUses
{
    private sealed record File(string Name, string Place, string Namespace, string Text, IReadOnlySet<string> Visible);

    private readonly Dictionary<string, Dictionary<string, SortedSet<string>>> uses = [];

    private FolderUses(string project)
    {
        var files = Read(project);
        var known = files.SelectMany(f => Declared(f).Select(name => (Name: name, File: f))).ToLookup(d => d.Name, d => d.File);
        Places = [.. files.Select(f => f.Place).Distinct().Order(StringComparer.Ordinal)];
        foreach (var file in files)
        {
            var own = uses.TryGetValue(file.Place, out var before) ? before : uses[file.Place] = [];
            foreach (var (place, name) in Mentions(file, known))
                (own.TryGetValue(place, out var by) ? by : own[place] = []).Add($"{file.Name} ({name})");
        }
    }

    /// <summary>Folders, as <c>Sales.Reversals</c>, and files in the root, as <c>RetailDb.cs</c>.</summary>
    public IReadOnlyList<string> Places { get; }

    public IEnumerable<string> Folders => Places.Where(p => !IsFile(p));

    /// <param name="project">Its folder, such as <c>src/Platform</c>.</param>
    public static FolderUses Of(string project) => new(project);

    public IReadOnlyDictionary<string, SortedSet<string>> By(string place) => uses[place];

    /// <summary>Uses among places that all reach each other, one way or another; files of the root alone are one folder and may.</summary>
    public IEnumerable<string> Circles()
    {
        var reached = Places.ToDictionary(p => p, Reach);
        return from a in Places
            from b in uses[a]
            where reached[b.Key].Contains(a) && !(IsFile(a) && IsFile(b.Key))
            select $"{a} → {b.Key}: {string.Join(", ", b.Value)}";
    }

    private static bool IsFile(string place) =>
        place.EndsWith(".cs", StringComparison.Ordinal) || place.EndsWith(".razor", StringComparison.Ordinal);

    private HashSet<string> Reach(string from)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([from]);
        while (open.TryPop(out var place))
            foreach (var next in uses[place].Keys.Where(seen.Add))
                open.Push(next);
        return seen;
    }

    /// <summary>Types and extension methods of other places that a file names where it can see them.</summary>
    private static IEnumerable<(string Place, string Name)> Mentions(File file, ILookup<string, File> known)
    {
        var seen = Name().Matches(file.Text).Select(m => m.Value.Split('.')).SelectMany(Candidates);
        var called = Call().Matches(file.Text).Select(m => (Qualifier: "", Name: "." + m.Groups[1].Value));
        foreach (var (qualifier, name) in seen.Concat(called).Distinct())
        {
            if (known[name].Any(d => d.Place == file.Place))
                continue;
            foreach (var other in known[name])
            {
                if (
                    qualifier.Length == 0
                        ? file.Visible.Contains(other.Namespace)
                        : $".{other.Namespace}".EndsWith($".{qualifier}", StringComparison.Ordinal)
                )
                    yield return (other.Place, name);
            }
        }
    }

    /// <summary>Of <c>Products.SearchKey.Of</c>: <c>Products</c> alone, and <c>SearchKey</c> of <c>Products</c>.</summary>
    private static IEnumerable<(string Qualifier, string Name)> Candidates(string[] parts) =>
        parts.Select((part, i) => (string.Join('.', parts[..i]), part));

    private static IEnumerable<string> Declared(File file) =>
        file.Name.EndsWith(".razor", StringComparison.Ordinal)
            ? [Path.GetFileNameWithoutExtension(file.Name)]
            : Declaration()
                .Matches(file.Text)
                .Select(m => m.Groups[1].Value)
                .Concat(Extension().Matches(file.Text).Select(m => "." + m.Groups[1].Value));

    private static File[] Read(string project)
    {
        var paths = Source.Files(project, ".cs", ".razor").Where(p => !p.StartsWith($"{project}/Tests/", StringComparison.Ordinal));
        var texts = paths.ToDictionary(p => p, p => Source.Read(p));
        var imports = texts
            .Where(t => t.Key.EndsWith("_Imports.razor", StringComparison.Ordinal))
            .SelectMany(t => Usings(t.Value))
            .ToArray();
        var global = texts.Values.SelectMany(t => GlobalUsing().Matches(t)).Select(m => m.Groups[1].Value).ToArray();
        return
        [
            .. texts
                .Where(t => !t.Key.EndsWith("_Imports.razor", StringComparison.Ordinal))
                .Select(t =>
                {
                    var ns = Namespace().Match(t.Value).Groups[1].Value;
                    var razor = t.Key.EndsWith(".razor", StringComparison.Ordinal);
                    var visible = Usings(t.Value).Concat(Ancestors(ns)).Concat(razor ? imports : global).ToHashSet();
                    return new File(Path.GetFileName(t.Key), PlaceOf(t.Key[(project.Length + 1)..]), ns, Bare(t.Value, razor), visible);
                }),
        ];
    }

    private static string PlaceOf(string path) => path.LastIndexOf('/') is >= 0 and var end ? path[..end].Replace('/', '.') : path;

    private static IEnumerable<string> Usings(string text) => Using().Matches(text).Select(m => m.Groups[1].Value);

    private static IEnumerable<string> Ancestors(string ns) =>
        ns.Split('.') is var parts ? Enumerable.Range(1, parts.Length).Select(n => string.Join('.', parts[..n])) : [];

    /// <summary>Without comments, usings and, in C#, literals.</summary>
    private static string Bare(string text, bool razor)
    {
        text = Using().Replace(Comment().Replace(text, ""), "");
        return razor ? text : Literal().Replace(text, "\"\"");
    }

    [GeneratedRegex(@"^@?namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^@?using (?:static )?([\w.]+);?\s*$", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^global using ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex GlobalUsing();

    [GeneratedRegex(@"@\*[\s\S]*?\*@|^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(""" "{3}[\s\S]*?"{3}|(?<![$"\\])"(?:[^"\\\n]|\\.)*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<![\w.@])[A-Z]\w*(?:\.[A-Z]\w*)*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\.([A-Z]\w*)(?:<[^<>()]*>)?\(")]
    private static partial Regex Call();

    [GeneratedRegex(
        @"^(?:\[[^\]\n]*\] ?)?(?:\w+ )*(?:class|record struct|record|struct|enum|interface|delegate \S+) ([A-Z]\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^    (?:public|internal) static .*? ([A-Z]\w*)(?:<[^<>()]*>)?\(\s*this ", RegexOptions.Multiline)]
    private static partial Regex Extension();
}
