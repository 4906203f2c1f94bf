using Niaga.Contract;

[assembly: NiagaModule(typeof(Niaga.Pictures.PicturesManifest))]

namespace Niaga.Pictures;

/// <summary>Pictures of whatever a module keeps records of.</summary>
internal sealed class PicturesManifest : IModule
{
    public Manifest Describe() =>
        new()
        {
            Key = "pictures",
            Assembly = typeof(PicturesManifest).Assembly,
            Order = 20,
            Tables = [new("pictures", Retention.Business) { Deleted = "removed_at", OfAnyRecord = true }],
            AuditedEvents = ["pictures.added", "pictures.replaced", "pictures.ordered", "pictures.removed", "pictures.restored"],
            Parts = typeof(PicturesStartup),
        };
}
