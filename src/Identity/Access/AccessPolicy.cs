using System.Collections.Frozen;

namespace Niaga.Identity.Access;

/// <summary>What a business asks of its members' sign-ins, as the access check applies it.</summary>
/// <param name="SecondFactorRoles">Roles that need a sign-in with a second factor.</param>
/// <param name="Idle">Longest pause between two requests, or null for the platform's own.</param>
/// <param name="Absolute">Longest time since signing in, or null for the platform's own.</param>
internal sealed record AccessPolicy(FrozenSet<string> SecondFactorRoles, TimeSpan? Idle, TimeSpan? Absolute);
