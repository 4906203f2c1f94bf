using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Data;
using Niaga.Platform.People;

namespace Niaga.Platform.Members;

/// <summary>
/// The members of this business, and who is invited. People lie outside every business, so they are asked for by id, not joined.
/// </summary>
internal sealed class MemberList(TenantSession session, PeopleDb people, RoleCatalog roles, TimeProvider clock)
{
    /// <summary>A member.</summary>
    /// <param name="Person">Who.</param>
    /// <param name="Name">Display name.</param>
    /// <param name="Email">Address of their account.</param>
    /// <param name="RoleKey">Key of their role.</param>
    /// <param name="Role">That role, or null when it is gone.</param>
    /// <param name="Active">False while suspended.</param>
    /// <param name="JoinedAt">When they joined.</param>
    /// <param name="SecondFactor">Whether they have one.</param>
    /// <param name="SeenOn">The last day one of their sign-ins was in use; null after they are gone for long.</param>
    /// <param name="Version">Of their place, for If-Match.</param>
    public sealed record Row(
        PersonId Person,
        string Name,
        string Email,
        string RoleKey,
        BusinessRole? Role,
        bool Active,
        DateTimeOffset JoinedAt,
        bool SecondFactor,
        DateOnly? SeenOn,
        uint Version
    );

    /// <summary>Somebody who is invited.</summary>
    /// <param name="Id">Id of the invitation.</param>
    /// <param name="Email">Where it went.</param>
    /// <param name="RoleKey">Key of the role it gives.</param>
    /// <param name="Role">That role, or null when it is gone.</param>
    /// <param name="InvitedBy">Name of whoever sent it.</param>
    /// <param name="SentAt">When it was last sent.</param>
    /// <param name="ExpiresAt">When its link ends.</param>
    /// <param name="Expired">Whether it has.</param>
    public sealed record Waiting(
        Guid Id,
        string Email,
        string RoleKey,
        BusinessRole? Role,
        string InvitedBy,
        DateTimeOffset SentAt,
        DateTimeOffset ExpiresAt,
        bool Expired
    );

    /// <summary>All members, by name.</summary>
    public Task<IReadOnlyList<Row>> Members(CancellationToken cancel) => Members(null, cancel);

    /// <summary>One member, or null.</summary>
    public async Task<Row?> Member(PersonId person, CancellationToken cancel) =>
        await Members(person, cancel) is [var row, ..] ? row : null;

    /// <summary>Open invitations, the newest first.</summary>
    public async Task<IReadOnlyList<Waiting>> Invitations(CancellationToken cancel)
    {
        var open = await session
            .Open<PlatformDb>()
            .Set<Invitation>()
            .Where(i => i.AcceptedAt == null && i.RevokedAt == null)
            .OrderByDescending(i => i.SentAt)
            .ToListAsync(cancel);
        if (open.Count == 0)
            return [];

        var known = (await roles.List(cancel)).ToDictionary(r => r.Key);
        Guid[] senders = [.. open.Select(i => i.InvitedBy.Value).Distinct()];
        var names = await people.Users.Where(p => senders.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.DisplayName, cancel);
        var now = clock.GetUtcNow();
        return
        [
            .. open.Select(i => new Waiting(
                i.InvitationId,
                i.Email,
                i.Role,
                known.GetValueOrDefault(i.Role),
                names.GetValueOrDefault(i.InvitedBy.Value) ?? "",
                i.SentAt,
                i.ExpiresAt,
                i.ExpiresAt <= now
            )),
        ];
    }

    /// <summary>How many members each role has.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Holders(CancellationToken cancel) =>
        await session.Open<PlatformDb>().Set<Membership>().GroupBy(m => m.Role).ToDictionaryAsync(g => g.Key, g => g.Count(), cancel);

    private async Task<IReadOnlyList<Row>> Members(PersonId? only, CancellationToken cancel)
    {
        var db = session.Open<PlatformDb>();
        var places = await db.Set<Membership>()
            .Where(m => only == null || m.PersonId == only)
            .Select(m => new
            {
                m.PersonId,
                m.Role,
                m.Status,
                m.JoinedAt,
                Version = EF.Property<uint>(m, "Version"),
            })
            .ToListAsync(cancel);
        if (places.Count == 0)
            return [];

        var known = (await roles.List(cancel)).ToDictionary(r => r.Key);
        Guid[] ids = [.. places.Select(p => p.PersonId.Value)];
        var faces = await people
            .Users.Where(p => ids.Contains(p.Id))
            .Select(p => new
            {
                p.Id,
                p.DisplayName,
                p.Email,
                Factor = p.TwoFactorEnabled || people.Set<IdentityUserPasskey<Guid>>().Any(k => k.UserId == p.Id),
            })
            .ToDictionaryAsync(p => p.Id, cancel);
        var (persons, tenant) = (places.Select(p => p.PersonId).ToArray(), db.Tenant);
        // A sign-in that opens another business only is that business's.
        var seen = await people
            .Sessions.Where(s => persons.Contains(s.PersonId) && (s.BoundTo == null || s.BoundTo == tenant))
            .GroupBy(s => s.PersonId)
            .Select(g => new { g.Key, At = g.Max(s => s.SeenAt) })
            .ToDictionaryAsync(g => g.Key, g => g.At, cancel);
        return
        [
            .. places
                .Select(p => new Row(
                    p.PersonId,
                    faces[p.PersonId.Value].DisplayName,
                    faces[p.PersonId.Value].Email ?? "",
                    p.Role,
                    known.GetValueOrDefault(p.Role),
                    p.Status == Membership.Active,
                    p.JoinedAt,
                    faces[p.PersonId.Value].Factor,
                    seen.TryGetValue(p.PersonId, out var at) ? MalaysianTime.Day(at) : null,
                    p.Version
                ))
                .OrderBy(r => r.Name, StringComparer.CurrentCultureIgnoreCase)
                .ThenBy(r => r.Email, StringComparer.OrdinalIgnoreCase),
        ];
    }
}
