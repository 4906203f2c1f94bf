namespace Niaga.Identity.Oidc;

/// <summary>Configuration section <c>Sso</c>: what a deployment allows the providers its businesses name.</summary>
public sealed class SsoSettings
{
    /// <summary>
    /// Providers may live at private addresses and speak plain HTTP. For tests and a developer's machine; in production it lets any owner
    /// ask this network's own servers.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Resolver asked for the records that prove a domain, as <c>address:port</c>; null takes the machine's own.</summary>
    public string? Resolver { get; set; }

    /// <summary>Longest time the resolver has for an answer; it is asked twice.</summary>
    public TimeSpan ResolverTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest time a provider has for an answer, from connecting on.</summary>
    public TimeSpan ProviderTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
