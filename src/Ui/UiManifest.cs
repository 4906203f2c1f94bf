using Niaga.Contract;

[assembly: NiagaModule(typeof(Niaga.Ui.UiManifest))]

namespace Niaga.Ui;

/// <summary>The components' texts.</summary>
internal sealed class UiManifest : IModule
{
    public Manifest Describe() =>
        new()
        {
            Key = "ui",
            Assembly = typeof(UiManifest).Assembly,
            Order = 4,
        };
}
