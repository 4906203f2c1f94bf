using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Niaga.Testing;

namespace Niaga.Platform.Tests.Privacy;

/// <summary>A site on Wednesday 3 March 2027, ten in the morning; a test lets more time pass.</summary>
public sealed class PrivacyApp : NiagaApp
{
    internal AdjustableClock Clock { get; } = new();

    protected override string[] Configuration => ["--Residency:Data=Kuala Lumpur", "--Residency:Keys=Cyberjaya"];

    protected override void Replace(IServiceCollection services)
    {
        Clock.Pass(new DateTimeOffset(2027, 3, 3, 10, 0, 0, TimeSpan.FromHours(8)) - Clock.GetUtcNow());
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }
}
