using Niaga.Platform.Refusals;

namespace Niaga.Identity.Domains;

/// <summary>Refusals around the domains a business proves to be its own.</summary>
internal static class DomainErrors
{
    public static Refusal Invalid() => new("platform.domain_invalid", 400, "Domain");

    public static Refusal OfEverybody(string domain) => new("platform.domain_of_everybody", 400, "Domain", domain);

    public static Refusal AddedAlready(string domain) => new("platform.domain_added_already", 409, "Domain", domain);

    /// <summary>Proven by somebody else, whoever that is.</summary>
    public static Refusal Taken() => new("platform.domain_taken", 409);

    public static Refusal TooMany(int most) => new("platform.domains_too_many", 409, "Domain", most);

    public static Refusal RecordMissing(string name) => new("platform.domain_record_missing", 409, null, name);

    public static Refusal ResolverSilent() => new("platform.domain_resolver_silent", 503);

    public static Refusal NotVerified() => new("platform.domain_not_verified", 409);
}
