using Niaga.Platform.Values;

namespace Niaga.Platform.Callers;

/// <summary>Members of the business whom something can be told.</summary>
/// <param name="who">Where they are known.</param>
public sealed class Colleagues(Func<string, CancellationToken, Task<IReadOnlyList<Colleagues.Colleague>>> who)
{
    /// <param name="Person">Who.</param>
    /// <param name="Name">How they call themselves.</param>
    /// <param name="Branches">The places of the business they work at; null for all.</param>
    public sealed record Colleague(PersonId Person, string Name, IReadOnlyList<Guid>? Branches)
    {
        public bool WorksAt(Guid branch) => Branches?.Contains(branch) != false;
    }

    /// <summary>Active members who hold a permission, by name.</summary>
    public Task<IReadOnlyList<Colleague>> Who(string permission, CancellationToken cancel) => who(permission, cancel);
}
