using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Niaga.Platform.Encryption;

/// <summary>Which master key there is, and where the businesses' keys lie.</summary>
internal static class EncryptionServices
{
    public static void AddEncryption(this IServiceCollection services, IConfiguration configuration, string dataFolder) =>
        services.AddSingleton(s => Keys(configuration, dataFolder, s.GetRequiredService<TimeProvider>()));

    /// <summary>The keys as the settings name them; also for commands that run beside the site.</summary>
    public static TenantKeys Keys(IConfiguration configuration, string dataFolder, TimeProvider clock) =>
        new(
            Master(configuration, dataFolder),
            new(
                configuration["Encryption:KeyFolder"] ?? Path.Combine(dataFolder, "tenant-keys"),
                configuration["Encryption:KeyCopyFolder"] ?? Path.Combine(dataFolder, "tenant-keys-copy")
            ),
            clock
        );

    private static IMasterKey Master(IConfiguration configuration, string dataFolder)
    {
        if (configuration["Encryption:Vault:Address"] is { Length: > 0 } vault)
        {
            var http = new HttpClient { BaseAddress = new(vault.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(10) };
            http.DefaultRequestHeaders.Add("X-Vault-Token", configuration["Encryption:Vault:Token"]);
            return new VaultMasterKey(
                http,
                configuration["Encryption:Vault:Mount"] ?? "transit",
                configuration["Encryption:Vault:Key"] ?? "niaga"
            );
        }
        return configuration["Encryption:MasterKey"] is { Length: > 0 } given
            ? LocalMasterKey.OfText(given, "Encryption:MasterKey")
            : LocalMasterKey.OfFile(configuration["Encryption:MasterKeyFile"] ?? Path.Combine(dataFolder, "master.key"));
    }
}
