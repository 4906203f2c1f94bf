using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Values;

namespace Niaga.Identity.SignIn;

/// <summary>Where a person is signed in, as one of their sign-ins may see it.</summary>
internal sealed class ActiveSessions(PeopleDb people, TimeProvider clock)
{
    private const int Most = 100;

    /// <summary>Newest use first.</summary>
    public Task<List<SignInSession>> List(SignInState here, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (born, seen) = (now - SignInSession.LongestLife, now - SignInSession.LongestIdle);
        return SeenFrom(people, here)
            .AsNoTracking()
            .Where(s => s.StartedAt > born && s.SeenAt > seen)
            .OrderByDescending(s => s.SeenAt)
            .ThenByDescending(s => s.SessionId)
            .Take(Most)
            .ToListAsync(cancel);
    }

    /// <summary>
    /// Open ones of the same person. A sign-in through a company's provider sees only its own kind: the company answers for it, and
    /// the person's other places are none of its business.
    /// </summary>
    internal static IQueryable<SignInSession> SeenFrom(PeopleDb people, SignInState here) =>
        people
            .Of(here.Person)
            .Sessions.Where(s => s.PersonId == here.Person && s.EndedAt == null && (here.BoundTo == null || s.BoundTo == here.BoundTo));
}
