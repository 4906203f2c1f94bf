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
}
