namespace Niaga.Contract;

/// <summary>
/// The permission a page or endpoint needs. The same attribute serves both; the host refuses to start when an endpoint
/// carries neither this nor <see cref="PublicAccessAttribute"/> nor <see cref="SignedInAttribute"/>.
/// </summary>
/// <param name="key">Key of a <see cref="Permission"/>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NeedsAttribute(string key) : Attribute
{
    /// <summary>Key of a <see cref="Permission"/>.</summary>
    public string Permission { get; } = key;
}

/// <summary>Anyone may come here, with or without a business in the address.</summary>
/// <param name="because">Why no permission is asked.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PublicAccessAttribute(string because) : Attribute
{
    /// <summary>Why no permission is asked.</summary>
    public string Because { get; } = because;

    /// <summary>Where the page lives.</summary>
    public PublicPlace Place { get; init; } = PublicPlace.Platform;
}

/// <summary>Which addresses a public page answers on.</summary>
public enum PublicPlace
{
    /// <summary>Only on the platform's own address.</summary>
    Platform,

    /// <summary>Only within a business's address.</summary>
    Business,

    /// <summary>On both.</summary>
    Both,
}

/// <summary>Any signed-in person may come here, on the platform's own address and (as a member) on a business's.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SignedInAttribute : Attribute;

/// <summary>
/// A person's own sign-in (their second factor, their devices): open within a business also to a sign-in that lacks the second factor
/// the business asks for, since this is where one gets it.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OwnSignInAttribute : Attribute;

/// <summary>
/// Open also while the business is suspended, and once it has ended for as long as its data is kept: to whoever holds its permission.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OpenWhenClosedAttribute : Attribute;

/// <summary>
/// A dangerous act: beyond its permission it asks that the person has proven minutes ago who they are, by their second factor where
/// they have one. On a page it holds for opening it; on a use case for doing it. An API key
/// can do it only where <see cref="StepUpAttribute.KeysMay"/> says so.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StepUpAttribute : Attribute
{
    /// <summary>An API key does it too: what it opens, the key opens already.</summary>
    public bool KeysMay { get; init; }
}

/// <summary>Only the platform's operator does this, from the command line of the deployment; no page or endpoint carries it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OperatorOnlyAttribute : Attribute;

/// <summary>A page without an article in the help: what it shows explains itself, or nobody reads it.</summary>
/// <param name="because">Why.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NoHelpAttribute(string because) : Attribute
{
    /// <summary>Why.</summary>
    public string Because { get; } = because;
}
