using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Trade.Stock;

namespace Niaga.Retail.Stock;

/// <summary>Chooses what happens when more is sold than there is.</summary>
[Needs(Permissions.StockRules)]
internal sealed class ChangeStockRules(StockRules rules, AuditTrail audit) : UseCase<ChangeStockRules, ChangeStockRules.Input, Done>
{
    /// <param name="BelowZero"><c>warn</c>, <c>supervisor</c> or <c>refuse</c>.</param>
    public sealed record Input(string? BelowZero);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        if (!StockRules.TryParse(input.BelowZero, out var rule))
            return Errors.BelowZeroRuleUnknown();

        var before = await rules.BelowZero(cancel);
        if (rule == before)
            return default(Done);

        await rules.Choose(rule, cancel);
        audit.Record(
            "retail.stock_rules_changed",
            "retail.stock_rules",
            "below_zero",
            new { belowZero = StockRules.Key(before) },
            new { belowZero = StockRules.Key(rule) }
        );
        return default(Done);
    }
}
