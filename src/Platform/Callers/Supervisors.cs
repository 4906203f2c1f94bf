using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Platform.Callers;

/// <summary>Members whose word lets somebody else do what they may not by themself.</summary>
/// <param name="list">Where they are known.</param>
/// <param name="approve">Where their PIN is checked.</param>
public sealed class Supervisors(
    Func<string, CancellationToken, Task<IReadOnlyList<Supervisors.Supervisor>>> list,
    Func<PersonId, string, string, CancellationToken, Task<Outcome<Done>>> approve
)
{
    /// <param name="Person">Who.</param>
    /// <param name="Name">How they call themselves.</param>
    public sealed record Supervisor(PersonId Person, string Name);

    /// <summary>Active members who may do it themselves and have a PIN, by name.</summary>
    public Task<IReadOnlyList<Supervisor>> List(string permission, CancellationToken cancel) => list(permission, cancel);

    /// <summary>Whether this member agrees. A wrong PIN is counted; too many lock it for minutes.</summary>
    public Task<Outcome<Done>> Approve(PersonId supervisor, string pin, string permission, CancellationToken cancel) =>
        approve(supervisor, pin, permission, cancel);
}
