using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Trade.Branches;

namespace Niaga.Trade.Shifts;

/// <summary>A second place for a module's demonstration, and who works where. Its street and number are made up.</summary>
public static class DemoPlaces
{
    /// <summary>Adds it to a business with one.</summary>
    /// <param name="runner">Of the business's owner.</param>
    /// <param name="branches">Of the same scope.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task Add(UseCaseRunner runner, BranchList branches, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(branches);
        if (await branches.InUse(cancel) is not [var first])
            return;

        var week = Enumerable.Range(1, 6).Select(day => new BranchInput.Open(day, "09:00", "21:00"));
        BranchInput place = new(
            "Cawangan Pasar Meru",
            "PM",
            "7-G, Jalan Pasar Meru 2",
            "Taman Meru Utama",
            "41050",
            "Klang",
            "10",
            "03-3392 8877",
            [.. week]
        );
        var second = Done(await CreateBranch.Do(runner, place, cancel));
        Done(await FillDemoRoster.Do(runner, new(first.Id, second), cancel));
    }

    private static T Done<T>(Outcome<T> outcome) =>
        outcome.Refusal is { } refusal
            ? throw new InvalidOperationException($"The demonstration was refused: {refusal.Code}")
            : outcome.Value;
}
