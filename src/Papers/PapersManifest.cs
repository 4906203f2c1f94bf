using Niaga.Contract;

[assembly: NiagaModule(typeof(Niaga.Papers.PapersManifest))]

namespace Niaga.Papers;

/// <summary>What every trade prints with: papers, labels, and the business's letterhead.</summary>
internal sealed class PapersManifest : IModule
{
    public Manifest Describe() =>
        new()
        {
            Key = "papers",
            Assembly = typeof(PapersManifest).Assembly,
            Order = 10,
            Permissions =
            [
                new(PapersPermissions.Letterhead)
                {
                    DefaultRoles = [BuiltInRoles.Manager],
                    Implies = [Platform.Callers.PlatformPermissions.SettingsView],
                },
            ],
            Tables = [new("letterheads", Retention.Business)],
            AuditedEvents = ["papers.letterhead_changed"],
            Parts = typeof(PapersStartup),
        };
}
