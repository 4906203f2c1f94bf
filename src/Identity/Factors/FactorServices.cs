using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.SignIn;

namespace Niaga.Identity.Factors;

/// <summary>The second step, passkeys and the list of devices.</summary>
internal static class FactorServices
{
    public static void AddFactors(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<PasskeyDomain>();
        services
            .AddScoped<FactorState>()
            .AddScoped<FactorCheck>()
            .AddScoped<RecoveryCodes>()
            .AddScoped<Passkeys>()
            .AddScoped<PendingSignIn>()
            .AddScoped<ActiveSessions>();
    }
}
