using System.Net;
using DnsClient;
using Microsoft.Extensions.Options;
using Niaga.Identity.Oidc;

namespace Niaga.Identity.Domains;

/// <summary>
/// Text records by DNS, from the machine's resolver or the one the settings name. Nothing is kept: who has just set a record wants it seen.
/// </summary>
internal sealed class DnsDomainRecords(IOptions<SsoSettings> settings) : IDomainRecords
{
    private readonly LookupClient dns = new(Options(settings.Value));

    public async Task<IReadOnlyList<string>?> Texts(string name, CancellationToken cancel)
    {
        try
        {
            var answer = await dns.QueryAsync(name, QueryType.TXT, QueryClass.IN, cancel);
            if (answer.HasError && answer.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain)
                return null;
            // A long text comes in pieces of one record.
            return [.. answer.Answers.TxtRecords().Select(r => string.Concat(r.Text))];
        }
        catch (DnsResponseException)
        {
            return null;
        }
    }

    private static LookupClientOptions Options(SsoSettings settings)
    {
        var options = settings.Resolver is { Length: > 0 } resolver
            ? new LookupClientOptions(IPEndPoint.Parse(resolver))
            : new LookupClientOptions();
        (options.UseCache, options.Timeout, options.Retries, options.ThrowDnsErrors) = (false, TimeSpan.FromSeconds(3), 1, false);
        return options;
    }
}
