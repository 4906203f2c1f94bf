using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;

namespace Niaga.Imports;

/// <summary>The kinds of records that the manifests let in, each with the class that knows them.</summary>
internal sealed class ImportKinds(ModuleCatalog modules, Caller caller, TextCatalog texts, IServiceProvider services)
{
    private readonly Dictionary<string, RecordImport> opened = new(StringComparer.Ordinal);

    public static IEnumerable<ImportKind> All(IServiceProvider services) =>
        services.GetRequiredService<ModuleCatalog>().Manifests.SelectMany(m => m.Imports);

    public ImportKind Find(string key) => modules.Manifests.SelectMany(m => m.Imports).Single(k => k.Key == key);

    /// <summary>The class of a kind; one for each request or piece of work.</summary>
    public RecordImport Open(string key)
    {
        if (!opened.TryGetValue(key, out var import))
            opened[key] = import = (RecordImport)ActivatorUtilities.CreateInstance(services, Find(key).Source);
        return import;
    }

    /// <summary>Why the caller may not import this kind; null where they may.</summary>
    public Refusal? Refuse(ImportKind kind)
    {
        if (modules.EntitlementOf(kind.Permission) is { } entitlement && !caller.Entitlements.Contains(entitlement))
            return PlatformErrors.NotInPlan();
        return caller.May(kind.Permission) ? null : PlatformErrors.Forbidden();
    }

    /// <summary>Columns the caller may bring in.</summary>
    public IReadOnlyList<ImportColumn> Columns(string key) =>
        [.. Find(key).Columns.Where(c => c.Permission is null || caller.May(c.Permission))];

    public ColumnGuess Guess(string key) => new(Columns(key), key, texts);

    /// <summary>What each column is called, and a whole row.</summary>
    public IReadOnlyDictionary<string, string> Labels(string key, Words words) =>
        Find(key)
            .Columns.Select(c => (c.Key, Text: c.TextOf(key)))
            .Append((ImportErrors.Row, "imports.row"))
            .ToDictionary(c => c.Item1, c => words[c.Item2]);

    /// <summary>
    /// Headings of all columns, also of those that not everybody may bring in: which line they stand on is the same for all.
    /// </summary>
    public ColumnGuess EveryHeading(string key) => new(Find(key).Columns, key, texts);

    /// <summary>
    /// The kind this file is for, where it clearly is another's: the file would come in as what it is not. Told by columns that only the
    /// other kind knows.
    /// </summary>
    public ImportKind? MeantFor(string key, CsvFile file)
    {
        var own = Headed(key);
        return modules
            .Manifests.SelectMany(m => m.Imports)
            .Where(k => k.Key != key)
            .Select(k => (Kind: k, Alone: Headed(k.Key).Except(own).Count()))
            .Where(k => k.Alone >= FewestToTell && k.Alone > own.Length)
            .OrderByDescending(k => k.Alone)
            .Select(k => k.Kind)
            .FirstOrDefault();

        int[] Headed(string of)
        {
            var guess = EveryHeading(of);
            return [.. guess.Of(file.Lines(guess).Select(l => l.Cells).FirstOrDefault() ?? []).Values];
        }
    }

    private const int FewestToTell = 4;
}
