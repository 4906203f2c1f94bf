namespace Niaga.Identity.Oidc;

/// <summary>
/// Why a sign-in through a provider came to nothing. Each has a text for the person (<c>sso.fault.…</c>) and one for whoever sets it up
/// (<c>sso.cure.…</c>).
/// </summary>
internal enum SsoFailure
{
    /// <summary>No discovery document could be had.</summary>
    Unreachable,

    /// <summary>The provider's name leads into a private network.</summary>
    PrivateAddress,

    /// <summary>An address of the provider is not https.</summary>
    NotEncrypted,

    /// <summary>What came is no discovery document.</summary>
    NoDiscovery,

    /// <summary>The provider calls itself otherwise than the issuer that was entered.</summary>
    IssuerMismatch,

    /// <summary>The provider does not offer the authorization code flow.</summary>
    NoCodeFlow,

    /// <summary>The provider takes client secrets only in ways we do not send them.</summary>
    NoSecretPost,

    /// <summary>The provider does not know this client id and secret.</summary>
    BadSecret,

    /// <summary>The kept secret cannot be read any more; it must be entered again.</summary>
    SecretLost,

    /// <summary>The person, or the provider's rules, said no.</summary>
    Denied,

    /// <summary>The provider answered with an error of its own.</summary>
    ProviderError,

    /// <summary>The answer does not belong to a sign-in that began in this browser.</summary>
    StrangeAnswer,

    /// <summary>The token is for another client.</summary>
    Audience,

    /// <summary>The token is over or not yet valid: clocks differ, or it is old.</summary>
    Clock,

    /// <summary>Not signed by the provider's keys, or not in a way that counts.</summary>
    Signature,

    /// <summary>The token was not made for this sign-in.</summary>
    Nonce,

    /// <summary>The token is broken in another way.</summary>
    Token,

    /// <summary>No e-mail address among the claims.</summary>
    NoEmail,

    /// <summary>The provider says that it has not checked the address.</summary>
    EmailUnverified,

    /// <summary>The address is of a domain this business has not proven to be its own.</summary>
    DomainNotVerified,

    /// <summary>The address belongs to another person of the same provider.</summary>
    AnotherSubject,

    /// <summary>Not a member, and joining by signing in is off.</summary>
    NotMember,

    /// <summary>The member is suspended.</summary>
    Suspended,

    /// <summary>The role they were to have is gone.</summary>
    RoleGone,

    /// <summary>Asked to sign in anew, the provider let them in without.</summary>
    NotAnew,

    /// <summary>Asked to confirm, somebody else signed in.</summary>
    AnotherPerson,

    /// <summary>Single sign-on is off, or was changed meanwhile.</summary>
    Off,

    /// <summary>The account with this address is to be signed in to otherwise first.</summary>
    LinkFirst,

    /// <summary>The provider's account is linked to somebody else.</summary>
    LinkedElsewhere,

    /// <summary>The identity number the provider gave is none.</summary>
    IdentityNumber,

    /// <summary>Others did the same at the same moment.</summary>
    Busy,
}
