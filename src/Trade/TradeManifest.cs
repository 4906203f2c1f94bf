using Niaga.Contract;

[assembly: NiagaModule(typeof(Niaga.Trade.TradeManifest))]

namespace Niaga.Trade;

/// <summary>The kernels that several industries share, with their tables in one schema.</summary>
internal sealed class TradeManifest : IModule
{
    public Manifest Describe() =>
        new()
        {
            Key = "trade",
            Assembly = typeof(TradeManifest).Assembly,
            Order = 10,
            Tables =
            [
                new("number_counters", Retention.Accounting),
                new("stock_locations", Retention.Business),
                new("stock_levels", Retention.Business),
                new("stock_movements", Retention.Accounting),
                new("tax_rates", Retention.Platform)
                {
                    SharedBecause = "The law's rates, the same for every business; read-only to the application.",
                },
            ],
            Parts = typeof(TradeStartup),
        };
}
