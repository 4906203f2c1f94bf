using Niaga.Platform.People;
using Niaga.Platform.Tenants;

namespace Niaga.Platform.SignIn;

/// <summary>One sign-in of a person on one device, until it is ended, forgotten or too old.</summary>
internal sealed class SignInSession
{
    /// <summary>
    /// No session is used longer than this without signing in anew, nor after lying idle that long. A business may ask for less.
    /// </summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(90);
    public static readonly TimeSpan LongestIdle = TimeSpan.FromDays(14);

    private SignInSession() { }

    public SignInSession(PersonId person, string method, bool kept, DateTimeOffset now) =>
        (SessionId, PersonId, Method, Kept, StartedAt, SeenAt) = (Guid.CreateVersion7(now), person, method, kept, now, now);

    public Guid SessionId { get; private set; }

    public PersonId PersonId { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>Last request, to the minute.</summary>
    public DateTimeOffset SeenAt { get; private set; }

    public DateTimeOffset? PasswordAt { get; init; }

    public DateTimeOffset? FactorAt { get; init; }

    /// <summary>One of <see cref="SignInMethods"/>.</summary>
    public string Method { get; private set; } = "";

    public bool Kept { get; private set; }

    public byte[]? DeviceHash { get; init; }

    public string? UserAgent { get; init; }

    public string? Address { get; init; }

    /// <summary>The only business it opens, for a sign-in through that business's own identity provider.</summary>
    public TenantId? BoundTo { get; init; }

    public string? Provider { get; init; }

    public string? ProviderSubject { get; init; }

    public string? ProviderSession { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndedBecause { get; private set; }
}
