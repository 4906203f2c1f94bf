using Niaga.Identity.Oidc;

namespace Niaga.Identity.Sso;

/// <summary>What a try found, for whoever sets it up.</summary>
/// <param name="At">When.</param>
/// <param name="Fault">What went wrong, or null.</param>
/// <param name="Detail">What the provider said instead.</param>
/// <param name="Email">The address it gave.</param>
/// <param name="Name">The name it gave.</param>
/// <param name="Role">The role they would have.</param>
/// <param name="Standing">What would become of them: <c>joins</c>, <c>member</c>, <c>changes</c> (another role than now).</param>
/// <param name="Factor">The sign-in would count as one with a second factor.</param>
/// <param name="Values">What the role claim said.</param>
/// <param name="Claims">Names of all claims.</param>
internal sealed record SsoTest(
    DateTimeOffset At,
    SsoFailure? Fault,
    string? Detail = null,
    string? Email = null,
    string? Name = null,
    string? Role = null,
    string? Standing = null,
    bool Factor = false,
    IReadOnlyList<string>? Values = null,
    IReadOnlyList<string>? Claims = null
);
