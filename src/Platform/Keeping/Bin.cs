using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Platform.Keeping;

/// <summary>What was deleted in the business and can come back, of all kinds, the newest first.</summary>
public sealed class Bin(IEnumerable<IBinSource> sources, RetentionPeriods periods, Caller caller)
{
    /// <summary>Of each kind; what is older is found by searching where it was.</summary>
    public const int MostOfEach = 200;

    /// <param name="Item">What it is.</param>
    /// <param name="GoesOn">The day whose run destroys it.</param>
    public sealed record Row(BinItem Item, DateOnly GoesOn);

    public async Task<IReadOnlyList<Row>> All(CancellationToken cancel)
    {
        var asked = sources.Where(s => s.IsFor(caller)).Select(s => s.Newest(MostOfEach, cancel)).ToArray();
        var chosen = periods.Read(cancel);
        await Task.WhenAll([.. asked, chosen]);
        var days = (await chosen)[RetentionClass.Deleted];
        return
        [
            .. asked
                .SelectMany(a => a.Result)
                .OrderByDescending(i => i.DeletedAt)
                .Select(i => new Row(i, RetentionClass.Deleted.DueOn(MalaysianTime.Day(i.DeletedAt), days))),
        ];
    }

    /// <summary>Destroys one before its time; whoever may sees all of the bin.</summary>
    public static Task<Outcome<Guid>> DeleteForGood(string table, Guid id, UseCaseRunner runner, CancellationToken cancel) =>
        Keeping.DeleteForGood.Do(runner, new(table, id), cancel);

    public async Task<Outcome<Done>> Restore(string table, Guid id, UseCaseRunner runner, CancellationToken cancel) =>
        sources.FirstOrDefault(s => s.Tables.Contains(table) && s.IsFor(caller)) is { } source
            ? await source.Restore(table, id, runner, cancel)
            : PlatformErrors.NotFound();
}
