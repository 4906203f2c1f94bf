using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

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
    /// <param name="Branches">The places of the business they work at; null for all.</param>
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
        Guid[]? Branches,
        uint Version
    );

    /// <summary>Somebody who is invited.</summary>
    /// <param name="Id">Id of the invitation.</param>
    /// <param name="Email">Where it went.</param>
    /// <param name="RoleKey">Key of the role it gives.</param>
    /// <param name="Role">That role, or null when it is gone.</param>
    /// <param name="Branches">The places of the business it is for; null for all.</param>
    /// <param name="InvitedBy">Name of whoever sent it.</param>
    /// <param name="SentAt">When it was last sent.</param>
    /// <param name="ExpiresAt">When its link ends.</param>
    /// <param name="Expired">Whether it has.</param>
    public sealed record Waiting(
        Guid Id,
        string Email,
        string RoleKey,
        BusinessRole? Role,
        Guid[]? Branches,
        string InvitedBy,
        DateTimeOffset SentAt,
        DateTimeOffset ExpiresAt,
        bool Expired
    );

    /// <summary>What modules see of it.</summary>
    public Colleagues ForModules() =>
        new(
            async (permission, cancel) =>
                [
                    .. (await Members(cancel))
                        .Where(m => m.Active && m.Role?.Permissions.Contains(permission) == true)
                        .Select(m => new Colleagues.Colleague(m.Person, m.Name, m.Branches)),
                ]
        );

    /// <summary>All members, by name.</summary>
    public async Task<IReadOnlyList<Row>> Members(CancellationToken cancel)
    {
        var places = await Places(null, cancel);
        return await Rows(places, await Faces(places, [], cancel), cancel);
    }

    /// <summary>One member, or null.</summary>
    public async Task<Row?> Member(PersonId person, CancellationToken cancel)
    {
        var place = await Places(person, cancel);
        return await Rows(place, await Faces(place, [], cancel), cancel) is [var row, ..] ? row : null;
    }

    /// <summary>Open invitations, the newest first.</summary>
    public async Task<IReadOnlyList<Waiting>> Invitations(CancellationToken cancel)
    {
        var open = await Open(cancel);
        return await Waitings(open, await Faces([], open, cancel), cancel);
    }

    /// <summary>All members by name, and the open invitations, the newest first.</summary>
    public async Task<(IReadOnlyList<Row> Members, IReadOnlyList<Waiting> Invitations)> All(CancellationToken cancel)
    {
        var (placing, opening) = (Places(null, cancel), Open(cancel));
        await Task.WhenAll(placing, opening);
        var (places, open) = (await placing, await opening);
        var faces = await Faces(places, open, cancel);
        return (await Rows(places, faces, cancel), await Waitings(open, faces, cancel));
    }

    /// <summary>How many members each role has.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Holders(CancellationToken cancel) =>
        await session.Open<IdentityDb>().Set<Membership>().GroupBy(m => m.Role).ToDictionaryAsync(g => g.Key, g => g.Count(), cancel);

    private sealed record Place(PersonId PersonId, string Role, string Status, DateTimeOffset JoinedAt, Guid[]? Branches, uint Version);

    private sealed record Face(Guid Id, string DisplayName, string? Email, bool Factor, DateTimeOffset? SeenAt);

    private Task<List<Place>> Places(PersonId? only, CancellationToken cancel) =>
        session
            .Open<IdentityDb>()
            .Set<Membership>()
            .Where(m => only == null || m.PersonId == only)
            .Select(m => new Place(m.PersonId, m.Role, m.Status, m.JoinedAt, m.Branches, EF.Property<uint>(m, "Version")))
            .ToListAsync(cancel);

    private Task<List<Invitation>> Open(CancellationToken cancel) =>
        session
            .Open<IdentityDb>()
            .Set<Invitation>()
            .Where(i => i.AcceptedAt == null && i.RevokedAt == null)
            .OrderByDescending(i => i.SentAt)
            .ToListAsync(cancel);

    /// <summary>Members, and whoever invited somebody.</summary>
    private async Task<Dictionary<Guid, Face>> Faces(IReadOnlyList<Place> places, IReadOnlyList<Invitation> open, CancellationToken cancel)
    {
        Guid[] ids = [.. places.Select(p => p.PersonId.Value).Concat(open.Select(i => i.InvitedBy.Value)).Distinct()];
        if (ids.Length == 0)
            return [];

        // A sign-in that opens another business only is that business's.
        return await people
            .Database.SqlQuery<Face>(
                $"""
                SELECT p.id AS "Id", p.display_name AS "DisplayName", p.email AS "Email",
                    p.two_factor_enabled OR EXISTS (SELECT FROM platform.person_passkeys k WHERE k.user_id = p.id) AS "Factor",
                    (SELECT max(s.seen_at) FROM platform.sessions s
                        WHERE s.person_id = p.id AND (s.bound_to IS NULL OR s.bound_to = {session.Tenant.Value})) AS "SeenAt"
                FROM platform.people p WHERE p.id = ANY ({ids})
                """
            )
            .ToDictionaryAsync(f => f.Id, cancel);
    }

    private async Task<IReadOnlyList<Row>> Rows(IReadOnlyList<Place> places, Dictionary<Guid, Face> faces, CancellationToken cancel)
    {
        var known = (await roles.List(cancel)).ToDictionary(r => r.Key);
        return
        [
            .. places
                .Select(p =>
                {
                    var face = faces[p.PersonId.Value];
                    return new Row(
                        p.PersonId,
                        face.DisplayName,
                        face.Email ?? "",
                        p.Role,
                        known.GetValueOrDefault(p.Role),
                        p.Status == Membership.Active,
                        p.JoinedAt,
                        face.Factor,
                        face.SeenAt is { } at ? MalaysianTime.Day(at) : null,
                        p.Branches,
                        p.Version
                    );
                })
                .OrderBy(r => r.Name, StringComparer.CurrentCultureIgnoreCase)
                .ThenBy(r => r.Email, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private async Task<IReadOnlyList<Waiting>> Waitings(
        IReadOnlyList<Invitation> open,
        Dictionary<Guid, Face> faces,
        CancellationToken cancel
    )
    {
        if (open.Count == 0)
            return [];

        var known = (await roles.List(cancel)).ToDictionary(r => r.Key);
        var now = clock.GetUtcNow();
        return
        [
            .. open.Select(i => new Waiting(
                i.InvitationId,
                i.Email,
                i.Role,
                known.GetValueOrDefault(i.Role),
                i.Branches,
                faces.GetValueOrDefault(i.InvitedBy.Value)?.DisplayName ?? "",
                i.SentAt,
                i.ExpiresAt,
                i.ExpiresAt <= now
            )),
        ];
    }
}
