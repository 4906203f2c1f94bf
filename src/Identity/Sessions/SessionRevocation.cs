using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Values;

namespace Niaga.Identity.Sessions;

/// <summary>Ends sign-ins. The database tells every node, so the next request with that cookie is anonymous.</summary>
internal static class SessionRevocation
{
    /// <returns>Whether it was the person's and still open.</returns>
    public static async Task<bool> One(
        PeopleDb people,
        PersonId person,
        Guid session,
        string because,
        DateTimeOffset now,
        CancellationToken cancel
    ) => await End(people.Of(person).Sessions.Where(s => s.PersonId == person && s.SessionId == session), because, now, cancel) == 1;

    /// <summary>All of a person's, but the one they are using.</summary>
    /// <returns>How many were open.</returns>
    public static Task<int> Others(
        PeopleDb people,
        PersonId person,
        Guid? except,
        string because,
        DateTimeOffset now,
        CancellationToken cancel
    ) => End(people.Of(person).Sessions.Where(s => s.PersonId == person && s.SessionId != except), because, now, cancel);

    internal static Task<int> End(IQueryable<SignInSession> sessions, string because, DateTimeOffset now, CancellationToken cancel) =>
        sessions
            .Where(s => s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndedBecause, because), cancel);
}
