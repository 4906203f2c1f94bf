using Niaga.Platform.Modules;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Imports;

/// <summary>Headings that an import takes for one of its own columns, in any language: an export calls nothing else so.</summary>
public sealed class ImportHeadings(ModuleCatalog modules, TextCatalog texts)
{
    /// <param name="kind">Key of the manifest's line.</param>
    /// <param name="heading">As it would stand in a file.</param>
    public bool Knows(string kind, string heading) =>
        modules
            .Manifests.SelectMany(m => m.Imports)
            .Where(k => k.Key == kind)
            .Any(k => new ColumnGuess(k.Columns, k.Key, texts).Of([heading]).Count > 0);

    /// <summary>A heading as headings are told apart: letters and digits, as they are searched by.</summary>
    public static string Fold(string heading) =>
        string.Concat(SearchKey.Of(heading).Replace("(rm)", "", StringComparison.Ordinal).Where(char.IsLetterOrDigit));
}
