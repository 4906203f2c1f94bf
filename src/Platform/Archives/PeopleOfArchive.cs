namespace Niaga.Platform.Archives;

/// <summary>Somebody an archive speaks of.</summary>
/// <param name="Id">As its rows call them.</param>
/// <param name="Name">As the business knows them.</param>
/// <param name="Email">Their address; null for who has left.</param>
/// <param name="Language">What they read.</param>
public sealed record ArchivedPerson(Guid Id, string Name, string? Email, string? Language);

/// <summary>
/// Makes sure that there is an account for each person of an archive, in the session's transaction: who keeps people registers it.
/// </summary>
/// <param name="Settle">Answers who has another id here, by the id in the archive.</param>
public sealed record PeopleOfArchive(
    Func<IServiceProvider, IReadOnlyList<ArchivedPerson>, CancellationToken, Task<IReadOnlyDictionary<Guid, Guid>>> Settle
);
