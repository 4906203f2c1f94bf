using System.Text.Json.Serialization;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Trade.Stock;

namespace Niaga.Retail.Stock;

/// <summary>A counted product of which a sale takes more than there is.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Name">Its name.</param>
/// <param name="Left">What there was before the sale.</param>
/// <param name="After">What the level shows after it: below zero.</param>
/// <param name="Line">First line of the cart that asks for it, from 0.</param>
internal sealed record Shortage(Guid ProductId, string Name, Quantity Left, Quantity After, [property: JsonIgnore] int Line = 0);

/// <summary>What the business's rule says about a sale of more than there is.</summary>
internal sealed class ShortageCheck(StockRules rules, Caller caller)
{
    /// <summary>Asks for the rule only when something is short; within a use case's transaction.</summary>
    /// <param name="shortages">What is short.</param>
    /// <param name="approved">Whether a supervisor agreed.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>Null when the sale may go on: nothing short, only a warning, or somebody in charge sells or agrees.</returns>
    public async Task<Refusal?> Refuse(IReadOnlyList<Shortage> shortages, bool approved, CancellationToken cancel)
    {
        if (shortages.Count == 0)
            return null;

        return await rules.BelowZero(cancel) switch
        {
            BelowZeroRule.Warn => null,
            BelowZeroRule.Supervisor when approved || caller.May(Permissions.SellBelowZero) => null,
            BelowZeroRule.Supervisor => Refusal.Of([.. shortages.Select(s => Errors.BelowZeroNeedsSupervisor(Field(s), s.Name, s.Left))]),
            _ => Refusal.Of([.. shortages.Select(s => Errors.NotEnoughStock(Field(s), s.Name, s.Left))]),
        };
    }

    private static string Field(Shortage shortage) => $"Lines[{shortage.Line}].quantity";
}
