using Niaga.Platform.Values;

namespace Niaga.Platform.Callers;

/// <summary>What a request needs to know of the sign-in it comes with.</summary>
/// <param name="Id">The session.</param>
/// <param name="Person">Whose.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="PasswordAt">Last proof by password, here or at the business's own provider.</param>
/// <param name="FactorAt">Last proof by second factor.</param>
/// <param name="Method">One of <see cref="SignInMethods"/>.</param>
/// <param name="BoundTo">The only business it opens, or null.</param>
/// <param name="HasFactor">Whether the person has a second factor at all.</param>
/// <param name="Email">The person's address.</param>
/// <param name="Provider">Key of the identity provider it came through, or null.</param>
public sealed record SignInState(
    Guid Id,
    PersonId Person,
    DateTimeOffset StartedAt,
    DateTimeOffset? PasswordAt,
    DateTimeOffset? FactorAt,
    string Method,
    TenantId? BoundTo,
    bool HasFactor,
    string Email,
    string? Provider
)
{
    /// <summary>Code of the language kept with the person's account.</summary>
    public string Language { get; internal init; } = "";

    private long seen;
    private long pause;

    /// <summary>Last request, as this node knows it.</summary>
    public DateTimeOffset SeenAt
    {
        get => new(Interlocked.Read(ref seen), TimeSpan.Zero);
        internal set => Interlocked.Exchange(ref seen, value.UtcTicks);
    }

    /// <summary>The longest time it ever lay idle, as this node knows it.</summary>
    public TimeSpan LongestPause
    {
        get => new(Interlocked.Read(ref pause));
        internal set => Interlocked.Exchange(ref pause, value.Ticks);
    }

    /// <summary>
    /// When the person last proved who they are, by the strongest means they have: the second factor where there is one, else the
    /// password, else signing in at their provider. Through a business's own provider it is when they last typed something there, as
    /// it says. Null when the strongest was never shown.
    /// </summary>
    public DateTimeOffset? ProvenAt =>
        Method is SignInMethods.Sso ? PasswordAt
        : HasFactor ? FactorAt
        : PasswordAt ?? FactorAt ?? (Method is SignInMethods.Password ? null : StartedAt);
}
