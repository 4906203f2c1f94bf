using Niaga.Contract;

[assembly: NiagaModule(typeof(Niaga.Business.BusinessManifest))]

namespace Niaga.Business;

/// <summary>The kernels that several industries share, with their tables in one schema.</summary>
internal sealed class BusinessManifest : IModule
{
    public Manifest Describe() => new()
    {
        Key = "business",
        Assembly = typeof(BusinessManifest).Assembly,
        Order = 10,
        Tables =
        [
            new("number_counters", Retention.Accounting),
            new("stock_locations", Retention.Business),
            new("stock_levels", Retention.Business),
            new("stock_movements", Retention.Accounting),
            new("tax_rates", Retention.Platform) { SharedBecause = "The law's rates, the same for every business; read-only to the application." },
        ],
        Parts = typeof(BusinessParts),
    };
}
