using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.Access;
using Niaga.Identity.Members;
using Niaga.Identity.Oidc;
using Niaga.Identity.People;
using Niaga.Identity.Security;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.Sso;

/// <summary>
/// Enters a business's own identity provider, or changes what was entered. Another issuer or client means other people: who is who there is
/// forgotten, whoever came through it is signed out, and it stays off until somebody has tried it.
/// </summary>
[Needs(PlatformPermissions.SsoManage), StepUp]
internal sealed class ConnectSso(
    TenantSession session,
    PeopleDb people,
    GrantCeiling ceiling,
    SsoSecrets secrets,
    SsoTermination ending,
    ProviderHttp http,
    AccessCache access,
    AuditTrail audit,
    OwnerNotices notices,
    TimeProvider clock
) : UseCase<ConnectSso, ConnectSso.Input, Done>
{
    private const int LongestClaim = 100;
    private const int LongestValue = 200;

    /// <param name="Issuer">As the provider calls itself.</param>
    /// <param name="ClientId">Our name there.</param>
    /// <param name="ClientSecret">Our secret there; empty keeps the one there is.</param>
    /// <param name="NameClaim">Claim with the person's name; empty takes <c>name</c>.</param>
    /// <param name="EmailClaim">Claim with their address; empty takes <c>email</c>.</param>
    /// <param name="RoleClaim">Claim that says what they are there, or empty.</param>
    /// <param name="DefaultRole">Role of whoever no mapping names.</param>
    /// <param name="Joins">Whoever the provider knows becomes a member.</param>
    /// <param name="TrustsFactor">The provider asks for a second factor.</param>
    /// <param name="Mappings">Values of the role claim; empty lines do not count.</param>
    /// <param name="Version">The version the page showed, or null when there was none.</param>
    public sealed record Input(
        string? Issuer,
        string? ClientId,
        string? ClientSecret,
        string? NameClaim,
        string? EmailClaim,
        string? RoleClaim,
        string? DefaultRole,
        bool Joins,
        bool TrustsFactor,
        IReadOnlyList<Mapping> Mappings,
        long? Version
    );

    public sealed record Mapping(string? Value, string? Role);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        if (!IsIssuer(input.Issuer?.Trim(), out var issuer))
            refusals.Add(SsoErrors.IssuerInvalid());
        var client = SingleLineText.Read(input.ClientId, nameof(input.ClientId), 300, refusals);
        if (client is null)
            refusals.Add(PlatformErrors.Required(nameof(input.ClientId)));
        if (input.ClientSecret is { Length: > 1000 })
            refusals.Add(PlatformErrors.TooLong(nameof(input.ClientSecret), 1000));
        var (name, email) = (
            SingleLineText.Read(input.NameClaim, nameof(input.NameClaim), LongestClaim, refusals) ?? "name",
            SingleLineText.Read(input.EmailClaim, nameof(input.EmailClaim), LongestClaim, refusals) ?? "email"
        );
        var claim = SingleLineText.Read(input.RoleClaim, nameof(input.RoleClaim), LongestClaim, refusals);
        var offered = (await ceiling.Offered(cancel)).Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        RefuseRole(input.DefaultRole, nameof(input.DefaultRole), offered, refusals);
        var mappings = Read(input.Mappings, offered, refusals);
        if (mappings.Count > 0 && claim is null)
            refusals.Add(PlatformErrors.Required(nameof(input.RoleClaim)));
        if (Refusal.Of(refusals) is { } refused)
            return refused;

        var (db, now) = (session.Open<IdentityDb>(), clock.GetUtcNow());
        var connection = await db.ToChange().FirstOrDefaultAsync(cancel);
        if (connection?.Version != input.Version)
            return PlatformErrors.ChangedByAnother();
        if (connection is null && string.IsNullOrEmpty(input.ClientSecret))
            return SsoErrors.SecretNeeded();

        var details = new SsoConnection.Details(issuer, client!, name, email, claim, input.DefaultRole!, input.Joins, input.TrustsFactor);
        // A secret is for one provider: another must not be shown it.
        if (connection is not null && connection.MeansOthers(details) && string.IsNullOrEmpty(input.ClientSecret))
            return SsoErrors.SecretNeeded();

        var secret = string.IsNullOrEmpty(input.ClientSecret)
            ? null
            : secrets.Seal(session.Tenant, SsoSecrets.ClientSecret, input.ClientSecret.Trim());
        var mapped = connection is null ? [] : await Mapped(db, cancel);
        if (connection is not null && secret is null && details == connection.Facts && mapped.SequenceEqual(mappings.Select(Given)))
            return default(Done);

        var before = connection is null ? null : Facts(connection.Facts, mapped);
        if (connection is null)
            db.Set<SsoConnection>().Add(connection = new(details, secret!, now));
        else
        {
            if (connection.MeansOthers(details))
                await ending.Forget(people, db, connection.ConnectionId, "sso_changed", cancel);
            connection.Change(details, secret, now);
        }
        await db.SaveChangesAsync(cancel);
        await db.Set<SsoRoleMapping>().ExecuteDeleteAsync(cancel);
        db.Set<SsoRoleMapping>().AddRange(mappings.Select((m, i) => new SsoRoleMapping(m.Value!, m.Role!, i)));
        audit.Record(
            before is null ? "platform.sso_connected" : "platform.sso_changed",
            "platform.sso_connection",
            connection.ConnectionId,
            before,
            Facts(details, [.. mappings.Select(Given)])
        );
        if (secret is not null && before is not null)
            audit.Record("platform.sso_secret_changed", "platform.sso_connection", connection.ConnectionId);
        notices.Tell("sso_changed");
        access.ForgetAfter(session);
        return default(Done);
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName switch
        {
            // Deleted this very moment.
            "memberships_role_known" => SsoErrors.RoleNotOffered(nameof(input.DefaultRole)),
            // Entered twice at once.
            "sso_connections_pkey" => PlatformErrors.ChangedByAnother(),
            _ => null,
        };

    private static Task<BusinessProvider.Mapping[]> Mapped(IdentityDb db, CancellationToken cancel) =>
        db.Set<SsoRoleMapping>().OrderBy(m => m.Position).Select(m => new BusinessProvider.Mapping(m.Value, m.Role)).ToArrayAsync(cancel);

    private static BusinessProvider.Mapping Given(Mapping typed) => new(typed.Value!, typed.Role!);

    private static object Facts(SsoConnection.Details details, IReadOnlyList<BusinessProvider.Mapping> mappings) =>
        new
        {
            details.Issuer,
            details.ClientId,
            details.NameClaim,
            details.EmailClaim,
            details.RoleClaim,
            details.DefaultRole,
            details.Joins,
            details.TrustsFactor,
            Mappings = mappings.Count == 0 ? null : string.Join("; ", mappings.Select(m => $"{m.Value} → {m.Role}")),
        };

    /// <summary>An address as RFC 8414 has it: https, no query, no fragment; a template of many tenants is nobody's own provider.</summary>
    private bool IsIssuer(string? typed, out string issuer)
    {
        issuer = typed ?? "";
        return issuer.Length is >= 8 and <= 500
            && !issuer.Any(c => c is <= ' ' or '{' or '}' or '\\' || c > '~')
            && Uri.TryCreate(issuer, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (http.OwnerMayBePlain && uri.Scheme == Uri.UriSchemeHttp))
            && uri is { Query: "", Fragment: "", UserInfo: "" }
            && !issuer.Contains('?', StringComparison.Ordinal)
            && !issuer.Contains('#', StringComparison.Ordinal);
    }

    private static void RefuseRole(string? role, string field, HashSet<string> offered, List<Refusal> refusals)
    {
        if (role == BuiltInRoles.Owner)
            refusals.Add(SsoErrors.RoleNeverOwner(field));
        else if (role is null || !offered.Contains(role))
            refusals.Add(SsoErrors.RoleNotOffered(field));
    }

    private static List<Mapping> Read(IReadOnlyList<Mapping> typed, HashSet<string> offered, List<Refusal> refusals)
    {
        var read = new List<Mapping>();
        for (var i = 0; i < typed.Count; i++)
        {
            var value = SingleLineText.Read(typed[i].Value, $"Lines[{i}].Value", LongestValue, refusals);
            if (value is null && string.IsNullOrEmpty(typed[i].Role))
                continue;
            if (value is null)
                refusals.Add(PlatformErrors.Required($"Lines[{i}].Value"));
            else
                RefuseRole(typed[i].Role, $"Lines[{i}].Role", offered, refusals);
            if (value is not null && read.Any(m => m.Value == value))
                refusals.Add(SsoErrors.MappedTwice(value));
            read.Add(new(value, typed[i].Role));
        }
        return read;
    }
}
