using Microsoft.Extensions.Caching.Memory;

namespace Niaga.Platform.People;

/// <summary>
/// A person as the frame shows them, cached and dropped exactly when it changes: with the person's sign-ins, by the same notifications
/// (<see cref="SignIn.SessionCache"/>). While news cannot arrive nothing is kept.
/// </summary>
internal sealed class PersonSummaries(BusinessesOfPerson businesses) : IDisposable
{
    private const int MostPeople = 100_000;

    private readonly MemoryCache people = new(new MemoryCacheOptions { SizeLimit = MostPeople });
    private long generation;
    private volatile bool listening;

    public async ValueTask<BusinessesOfPerson.PersonHeader> Find(PersonId person, CancellationToken cancel)
    {
        if (listening && people.TryGetValue(person, out BusinessesOfPerson.PersonHeader? kept))
            return kept!;

        var before = Interlocked.Read(ref generation);
        var found = await businesses.Look(person, cancel);
        if (listening && Interlocked.Read(ref generation) == before)
        {
            people.Set(person, found, new MemoryCacheEntryOptions { Size = 1 });
            // A notification between the read and the caching found nothing to drop.
            if (Interlocked.Read(ref generation) != before)
                people.Remove(person);
        }
        return found;
    }

    public async ValueTask<string> NameOf(PersonId person, CancellationToken cancel) => (await Find(person, cancel)).Name;

    internal void Forget(PersonId person)
    {
        Interlocked.Increment(ref generation);
        people.Remove(person);
    }

    /// <summary>Notifications arrive from now on, or no longer do; either way what was cached before may be stale.</summary>
    internal void Listening(bool now)
    {
        Interlocked.Increment(ref generation);
        listening = now;
        people.Clear();
    }

    public void Dispose() => people.Dispose();
}
