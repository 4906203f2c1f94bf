using Niaga.Contract;

[assembly: NiagaModule(typeof(Niaga.Site.SiteManifest))]

namespace Niaga.Site;

/// <summary>The site's pages and texts.</summary>
internal sealed class SiteManifest : IModule
{
    public Manifest Describe() =>
        new()
        {
            Key = "site",
            Assembly = typeof(SiteManifest).Assembly,
            Order = 5,
        };
}
