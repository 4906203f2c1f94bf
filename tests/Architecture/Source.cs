using System.Runtime.CompilerServices;

namespace Niaga.Architecture;

/// <summary>The repository's own text, for rules about how the code reads.</summary>
internal static class Source
{
    private static readonly string[] Left = ["bin", "obj", "node_modules", "wwwroot", ".niaga", ".git"];

    public static string Root { get; } = FindRoot();

    /// <summary>Files below a folder of the repository, as paths relative to it.</summary>
    public static IEnumerable<string> Files(string folder, params string[] extensions) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(Left.Contains) && extensions.Any(e => f.EndsWith(e, StringComparison.Ordinal)));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));
}
