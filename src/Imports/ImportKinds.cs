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

    /// <summary>Columns the caller may bring in, and after them those of the business's own.</summary>
    public async ValueTask<IReadOnlyList<ImportColumn>> Columns(string key, CancellationToken cancel) =>
        [.. (await Every(key, cancel)).Where(c => c.Permission is null || caller.May(c.Permission))];

    /// <summary>What each column is called, and a whole row.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> Labels(string key, Words words, CancellationToken cancel) =>
        (await Every(key, cancel))
            .Select(c => (c.Key, Label: LabelOf(c, key, words)))
            .Append((ImportErrors.Row, words["imports.row"]))
            .ToDictionary(c => c.Item1, c => c.Item2);

    public static string LabelOf(ImportColumn column, string kind, Words words) => column.Name ?? words[column.TextOf(kind)];

    /// <summary>
    /// Headings of all columns, also of those that not everybody may bring in: which line they stand on is the same for all.
    /// </summary>
    public async ValueTask<ColumnGuess> EveryHeading(string key, CancellationToken cancel) => new(await Every(key, cancel), key, texts);

    private async ValueTask<IReadOnlyList<ImportColumn>> Every(string key, CancellationToken cancel) =>
        await Open(key).Own(cancel) is { Count: > 0 } own ? [.. Find(key).Columns, .. own] : Find(key).Columns;

    /// <summary>
    /// The kind this file is for, where it clearly is another's: the file would come in as what it is not. Told by columns that only the
    /// other kind knows.
    /// </summary>
    public ImportKind? MeantFor(string key, ColumnGuess guess, CsvFile file)
    {
        var own = Headed(guess);
        return modules
            .Manifests.SelectMany(m => m.Imports)
            .Where(k => k.Key != key)
            .Select(k => (Kind: k, Alone: Headed(new(k.Columns, k.Key, texts)).Except(own).Count()))
            .Where(k => k.Alone >= FewestToTell && k.Alone > own.Length)
            .OrderByDescending(k => k.Alone)
            .Select(k => k.Kind)
            .FirstOrDefault();

        int[] Headed(ColumnGuess of) => [.. of.Of(file.Lines(of).Select(l => l.Cells).FirstOrDefault() ?? []).Values];
    }

    private const int FewestToTell = 4;
}
