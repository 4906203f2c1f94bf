using System.Collections.Frozen;
using System.Net;
using Niaga.Platform.Values;

namespace Niaga.Platform.Callers;

/// <summary>Who acts, in which business, and what they may do: set once per request or work item, never changed after.</summary>
public sealed class Caller
{
    /// <summary>The business the address or token names; null on the platform's own pages.</summary>
    public TenantId? Tenant { get; private set; }

    /// <summary>The business's part of the address.</summary>
    public Slug? Slug { get; private set; }

    /// <summary>The signed-in person; null for a visitor and for background work.</summary>
    public PersonId? Person { get; private set; }

    /// <summary>The sign-in the request comes with; null for a visitor, an API key and background work.</summary>
    public SignInState? Session { get; private set; }

    /// <summary>Permissions held in <see cref="Tenant"/>, implied ones included.</summary>
    public FrozenSet<string> Permissions { get; private set; } = [];

    /// <summary>Features the business holds.</summary>
    public FrozenSet<string> Entitlements { get; private set; } = [];

    /// <summary>
    /// The places of the business whose records this request sees; null for all. Row-level security holds it, so that no query can forget
    /// it. What the caller may see, less what the request did not ask for.
    /// </summary>
    public FrozenSet<Guid>? Branches { get; private set; }

    /// <summary>The places the caller may see at all; null for all.</summary>
    public FrozenSet<Guid>? LimitedTo { get; private set; }

    /// <summary>The place the caller says they work at; whether it is one of theirs is not looked at here.</summary>
    public Guid? WorksAt { get; private set; }

    /// <summary>Where the act comes from, for the audit log.</summary>
    public Origin Origin { get; private set; } = Origin.System;

    /// <summary>What this request may show of people, as its endpoint declares; null where it declares nothing.</summary>
    internal DisclosureScope? Discloses { get; private set; }

    /// <summary>The client's <c>Idempotency-Key</c>, or the mark of the form that was sent.</summary>
    public IdempotencyKey? Idempotency { get; set; }

    /// <summary>Whether records of a place are seen.</summary>
    public bool Sees(Guid branch) => Branches?.Contains(branch) != false;

    /// <summary>Whether the caller may see records of a place at all, whatever this request asks for.</summary>
    public bool MaySee(Guid branch) => LimitedTo?.Contains(branch) != false;

    /// <summary>As the database is told: <c>*</c> for all, or ids as PostgreSQL writes an array.</summary>
    internal string BranchSetting => Setting(Branches);

    /// <summary>As <see cref="BranchSetting"/>, of all the caller may see.</summary>
    internal string LimitSetting => Setting(LimitedTo);

    private static string Setting(FrozenSet<Guid>? branches) => branches is null ? "*" : $"{{{string.Join(',', branches)}}}";

    public bool May(string permission) => Permissions.Contains(permission);

    /// <summary>The business, where one is certain; a page without one is a bug.</summary>
    public TenantId Business => Tenant ?? throw new InvalidOperationException("No business in this address.");

    internal void Enter(TenantId tenant, Slug? slug, FrozenSet<string> entitlements)
    {
        if (Tenant is { } already && already != tenant)
            throw new InvalidOperationException("A request belongs to one business.");

        (Tenant, Slug, Entitlements) = (tenant, slug, entitlements);
    }

    internal void Identify(PersonId person, FrozenSet<string> permissions) => (Person, Permissions) = (person, permissions);

    /// <summary>From here on no record of another place is seen.</summary>
    internal void LimitTo(FrozenSet<Guid>? branches) => (Branches, LimitedTo) = (branches, branches);

    /// <summary>This request is about one place alone.</summary>
    /// <returns>False where the caller may not see it.</returns>
    internal bool Narrow(Guid branch)
    {
        if (!Sees(branch))
            return false;

        (Branches, WorksAt) = ([branch], branch);
        return true;
    }

    internal void Disclose(DisclosureScope scope) => Discloses = scope;

    internal void WorkAt(Guid? branch) => WorksAt = branch;

    internal void SetSession(SignInState? session) => Session = session;

    internal void SetOrigin(Origin origin) => Origin = origin;

    internal void CopyFrom(Caller other) =>
        (Branches, LimitedTo, WorksAt, Tenant, Slug, Person, Session, Permissions, Entitlements, Origin, Idempotency, Discloses) = (
            other.Branches,
            other.LimitedTo,
            other.WorksAt,
            other.Tenant,
            other.Slug,
            other.Person,
            other.Session,
            other.Permissions,
            other.Entitlements,
            other.Origin,
            other.Idempotency,
            other.Discloses
        );
}

/// <summary>Where an act comes from.</summary>
/// <param name="Channel"><c>page</c>, <c>api</c>, <c>work</c>, <c>operator</c>.</param>
/// <param name="Address">The client's network address, where there is one.</param>
public sealed record Origin(string Channel, IPAddress? Address)
{
    public static readonly Origin System = new("work", null);
    public static readonly Origin Operator = new("operator", null);
}

/// <summary>A client's or a form's key for an act that must happen once, with the SHA-256 of the request it came with.</summary>
/// <param name="Key">As the client sent it.</param>
/// <param name="Fingerprint">Of who asked what.</param>
/// <param name="OfForm">A page's form brought it: whoever sent it is told in words for a person.</param>
public sealed record IdempotencyKey(string Key, string Fingerprint, bool OfForm = false)
{
    // No client can send it: a header holds no control characters.
    private const char Separator = '\u001F';
    private int taken;
    private IdempotencyKey? first;

    /// <summary>True once a use case of this request was answered with what an earlier one had done.</summary>
    public bool WasDoneBefore { get; private set; }

    /// <summary>The key under which the next use case of this request keeps its answer: each has its own, the same when repeated.</summary>
    internal IdempotencyKey Next() => ++taken == 1 ? this : new($"{Key}{Separator}{taken}", Fingerprint, OfForm) { first = this };

    internal void DoneBefore() => (first ?? this).WasDoneBefore = true;
}
