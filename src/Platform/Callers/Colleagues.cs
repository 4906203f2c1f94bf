using Niaga.Platform.Values;

namespace Niaga.Platform.Callers;

/// <summary>Members of the business whom something can be told.</summary>
/// <param name="who">Where they are known.</param>
public sealed class Colleagues(Func<string, CancellationToken, Task<IReadOnlyList<Colleagues.Colleague>>> who)
{
    /// <param name="Person">Who.</param>
    /// <param name="Name">How they call themselves.</param>
    public sealed record Colleague(PersonId Person, string Name);

    /// <summary>Active members who hold a permission, by name.</summary>
    public Task<IReadOnlyList<Colleague>> Who(string permission, CancellationToken cancel) => who(permission, cancel);
}
