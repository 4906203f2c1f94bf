using Niaga.Contract;
using Niaga.Testing;

namespace Niaga.Bench;

/// <summary>The whole site on a database of its own, with the endpoints beside it that a cost is measured against.</summary>
internal sealed class BenchApp : NiagaApp
{
    protected override IEnumerable<Manifest> MoreManifests => [PlainCustomers.Manifest];
}
