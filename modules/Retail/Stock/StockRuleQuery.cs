using Microsoft.EntityFrameworkCore;
using Niaga.Trade.Stock;

namespace Niaga.Retail.Stock;

/// <summary>What the business chose about its stock, for a page or an answer.</summary>
internal sealed class StockRuleQuery(RetailDb db)
{
    public async Task<BelowZeroRule> BelowZero(CancellationToken cancel) =>
        StockRules.Parse(await db.StockRules.Select(r => r.BelowZero).FirstOrDefaultAsync(cancel));
}
