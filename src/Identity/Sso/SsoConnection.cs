using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Sso;

/// <summary>A business's own identity provider, as its owner entered it.</summary>
public sealed class SsoConnection : ITenantRow
{
    private SsoConnection() { }

    internal SsoConnection(Details details, byte[] secret, DateTimeOffset now)
    {
        ConnectionId = Guid.CreateVersion7(now);
        Change(details, secret, now);
    }

    public TenantId TenantId { get; private set; }

    public Guid ConnectionId { get; private set; }

    /// <summary>Counts changes; what nodes keep of the provider is kept under it.</summary>
    public long Version { get; private set; }

    public string Issuer { get; private set; } = "";

    public string ClientId { get; private set; } = "";

    /// <summary>Encrypted; see <see cref="SsoSecrets"/>.</summary>
    public byte[] ClientSecret { get; private set; } = [];

    public string NameClaim { get; private set; } = "";

    public string EmailClaim { get; private set; } = "";

    public string? RoleClaim { get; private set; }

    public string DefaultRole { get; private set; } = "";

    /// <summary>Whoever the provider knows becomes a member at their first sign-in.</summary>
    public bool Joins { get; private set; }

    public bool TrustsFactor { get; private set; }

    public bool Enabled { get; private set; }

    /// <summary>The last try that ended well with these settings.</summary>
    public DateTimeOffset? TriedAt { get; private set; }

    /// <summary>What the last try found: <see cref="SsoTest"/> as JSON.</summary>
    public string? LastTry { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>What its owner may change, as one value. Never the secret.</summary>
    internal sealed record Details(
        string Issuer,
        string ClientId,
        string NameClaim,
        string EmailClaim,
        string? RoleClaim,
        string DefaultRole,
        bool Joins,
        bool TrustsFactor
    );

    internal Details Facts => new(Issuer, ClientId, NameClaim, EmailClaim, RoleClaim, DefaultRole, Joins, TrustsFactor);

    /// <param name="to">The new facts.</param>
    /// <param name="secret">The new secret, or null to keep it.</param>
    /// <param name="now">The time.</param>
    internal void Change(Details to, byte[]? secret, DateTimeOffset now)
    {
        // Another provider, or another name there: whom it calls what means nothing any more, and nobody has tried it.
        if (MeansOthers(to))
            Enabled = false;
        if (MeansOthers(to) || secret is not null || to.EmailClaim != EmailClaim)
            (TriedAt, LastTry) = (null, null);
        (Issuer, ClientId, NameClaim, EmailClaim, RoleClaim, DefaultRole, Joins, TrustsFactor) = (
            to.Issuer,
            to.ClientId,
            to.NameClaim,
            to.EmailClaim,
            to.RoleClaim,
            to.DefaultRole,
            to.Joins,
            to.TrustsFactor
        );
        ClientSecret = secret ?? ClientSecret;
        (Version, ChangedAt) = (Version + 1, now);
    }

    /// <summary>
    /// Whether these facts are of another provider, or of another client there: its names for people are then other people's.
    /// </summary>
    internal bool MeansOthers(Details to) => to.Issuer != Issuer || to.ClientId != ClientId;

    internal void Open() => Enabled = true;

    internal void Close() => Enabled = false;

    internal void Note(string tried, bool well, DateTimeOffset now) => (LastTry, TriedAt) = (tried, well ? now : TriedAt);

    /// <summary>What logins and sessions through a connection are filed under.</summary>
    internal static string KeyOf(Guid connection) => $"sso:{connection}";
}

/// <summary>A value of the role claim and the role it gives.</summary>
public sealed class SsoRoleMapping : ITenantRow
{
    private SsoRoleMapping() { }

    internal SsoRoleMapping(string value, string role, int position) => (Value, Role, Position) = (value, role, position);

    public TenantId TenantId { get; private set; }

    public string Value { get; private set; } = "";

    public string Role { get; private set; } = "";

    public int Position { get; private set; }
}

/// <summary>What the provider gave at a sign-in, encrypted, to be shown to it at sign-out.</summary>
internal sealed class SsoIdToken : ITenantRow
{
    private SsoIdToken() { }

    public SsoIdToken(Guid session, byte[] idToken, DateTimeOffset now) => (SessionId, IdToken, CreatedAt) = (session, idToken, now);

    public TenantId TenantId { get; private set; }

    public Guid SessionId { get; private set; }

    public byte[] IdToken { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }
}
