namespace Niaga.Platform.Tests.Access.Matrix;

/// <summary>What a member of a business comes with, and where.</summary>
internal enum Situation
{
    /// <summary>Signed in minutes ago with a second factor, at the own business.</summary>
    Own,

    /// <summary>The same, but the proof is an hour old.</summary>
    OwnStale,

    /// <summary>A valid API key with all that the role holds.</summary>
    Key,

    /// <summary>A valid API key scoped to nothing but opening the workspace.</summary>
    NarrowKey,

    /// <summary>At another business's address.</summary>
    OtherTenant,

    /// <summary>With the own key at another business's address.</summary>
    OtherTenantKey,

    /// <summary>At the platform's own address.</summary>
    NoTenant,

    /// <summary>At the own business, which is suspended.</summary>
    SuspendedTenant,

    /// <summary>The key of the suspended business.</summary>
    SuspendedTenantKey,

    /// <summary>A key past its day.</summary>
    ExpiredKey,

    /// <summary>A key that was revoked.</summary>
    RevokedKey,

    /// <summary>The business asks a second factor of the role; the sign-in has none.</summary>
    MissingSecondFactor,

    /// <summary>A cookie whose session was ended.</summary>
    EndedSession,

    /// <summary>A session that lay idle for longer than the business allows.</summary>
    IdleSession,

    /// <summary>A member who is suspended.</summary>
    SuspendedMember,

    /// <summary>Signed in through another business's identity provider.</summary>
    BoundElsewhere,

    /// <summary>With the page's cookie but without its token against forgery.</summary>
    NoForgeryToken,
}
