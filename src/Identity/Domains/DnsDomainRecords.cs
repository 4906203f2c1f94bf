using System.Net;
using System.Net.Sockets;
using DnsClient;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Identity.Oidc;
using Niaga.Platform.Dependencies;

namespace Niaga.Identity.Domains;

/// <summary>
/// Text records by DNS, from the machine's resolver or the one the settings name. Nothing is kept: who has just set a record wants it seen.
/// </summary>
internal sealed class DnsDomainRecords(IOptions<SsoSettings> settings, TimeProvider clock, ILogger<DnsDomainRecords> log) : IDomainRecords
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly LookupClient dns = new(Options(settings.Value));

    // Several: one domain with a slow name server of its own is no outage.
    private readonly DependencyHealth resolver = new(
        new("The DNS resolver", settings.Value.ResolverTimeout * 3, Failures: 3, Pause),
        clock,
        log
    );

    public async Task<IReadOnlyList<string>?> Texts(string name, CancellationToken cancel)
    {
        try
        {
            var answer = await resolver.Call(
                limited => dns.QueryAsync(name, QueryType.TXT, QueryClass.IN, limited),
                e => e is DnsResponseException or SocketException,
                cancel
            );
            if (answer.HasError && answer.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain)
                return null;
            // A long text comes in pieces of one record.
            return [.. answer.Answers.TxtRecords().Select(r => string.Concat(r.Text))];
        }
        catch (DependencyUnavailableException)
        {
            return null;
        }
    }

    private static LookupClientOptions Options(SsoSettings settings)
    {
        var options = settings.Resolver is { Length: > 0 } resolver
            ? new LookupClientOptions(IPEndPoint.Parse(resolver))
            : new LookupClientOptions();
        (options.UseCache, options.Timeout, options.Retries, options.ThrowDnsErrors) = (false, settings.ResolverTimeout, 1, false);
        return options;
    }
}
