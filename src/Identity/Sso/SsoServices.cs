using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Identity.Domains;
using Niaga.Identity.Oidc;

namespace Niaga.Identity.Sso;

/// <summary>What single sign-on adds to the platform, in one place.</summary>
internal static class SsoServices
{
    /// <summary>Audited, and shown in the owner's security log.</summary>
    public static readonly string[] Events =
    [
        "platform.sso_connected",
        "platform.sso_changed",
        "platform.sso_secret_changed",
        "platform.sso_removed",
        "platform.sso_enabled",
        "platform.sso_disabled",
        "platform.sso_people_forgotten",
        "platform.sso_required_changed",
        "platform.sso_sign_in_refused",
        "platform.sso_bypassed_by_owner",
        "platform.domain_added",
        "platform.domain_verified",
        "platform.domain_removed",
        "platform.domain_lapsed",
        "platform.provider_linked",
        "platform.provider_unlinked",
    ];

    public static IServiceCollection AddSso(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<SsoSettings>(configuration.GetSection("Sso"));
        services
            .AddSingleton<ProviderHttp>()
            .AddSingleton<SsoSecrets>()
            .AddSingleton<SsoTickets>()
            .AddSingleton<OidcClient>()
            .AddSingleton<SsoTermination>()
            .AddSingleton<SsoBypass>();
        services
            .AddSingleton<BusinessProviders>()
            .AddSingleton<SignInProviders>()
            .AddSingleton<HomeRealmDiscovery>()
            .AddSingleton<IDomainRecords, DnsDomainRecords>();
        services.AddScoped<SsoAdmission>();
        return services;
    }
}
