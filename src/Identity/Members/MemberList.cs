using Microsoft.EntityFrameworkCore;
using Niaga.Identity.People;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>
/// The members of this business, and who is invited.
/// </summary>
internal sealed class MemberList(TenantSession session, RoleCatalog roles, TimeProvider clock)
{
    /// <summary>Days: <c>PurgeSessions</c> forgets a sign-in 90 days after it lay idle for 14.</summary>
    private const int Remembered = 104;

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
        var (places, faces) = await Both(Places, Faces, null, cancel);
        return await Rows(places, faces, cancel);
    }

    /// <summary>One member, or null.</summary>
    public async Task<Row?> Member(PersonId person, CancellationToken cancel)
    {
        var (places, faces) = await Both(Places, Faces, person, cancel);
        return await Rows(places, faces, cancel) is [var row, ..] ? row : null;
    }

    /// <summary>Open invitations, the newest first.</summary>
    public async Task<IReadOnlyList<Waiting>> Invitations(CancellationToken cancel)
    {
        var (open, faces) = await Both((_, c) => Open(c), Faces, null, cancel);
        return await Waitings(open, faces, cancel);
    }

    /// <summary>All members by name, and the open invitations, the newest first.</summary>
    public async Task<(IReadOnlyList<Row> Members, IReadOnlyList<Waiting> Invitations)> All(CancellationToken cancel)
    {
        var (placing, opening, knowing) = (Places(null, cancel), Open(cancel), Faces(null, cancel));
        await Task.WhenAll(placing, opening, knowing);
        var faces = await knowing;
        return (await Rows(await placing, faces, cancel), await Waitings(await opening, faces, cancel));
    }

    /// <summary>How many members each role has.</summary>
    public async Task<IReadOnlyDictionary<string, int>> Holders(CancellationToken cancel) =>
        await session.Open<IdentityDb>().Set<Membership>().GroupBy(m => m.Role).ToDictionaryAsync(g => g.Key, g => g.Count(), cancel);

    private sealed record Place(PersonId PersonId, string Role, string Status, DateTimeOffset JoinedAt, Guid[]? Branches, uint Version);

    private sealed record Face(PersonId Id, string DisplayName, string? Email, bool Factor, DateOnly? SeenOn);

    private Task<List<Place>> Places(PersonId? only, CancellationToken cancel) =>
        session
            .Open<IdentityDb>()
            .Set<Membership>()
            .Where(m => only == null || m.PersonId == only)
            .Select(m => new Place(m.PersonId, m.Role, m.Status, m.JoinedAt, m.Branches, EF.Property<uint>(m, "Version")))
            .ToListAsync(cancel);

    /// <summary>Side by side, in one round trip; one after the other in a transaction, whose context is one.</summary>
    private async Task<(TOne, TOther)> Both<TOne, TOther>(
        Func<PersonId?, CancellationToken, Task<TOne>> one,
        Func<PersonId?, CancellationToken, Task<TOther>> other,
        PersonId? only,
        CancellationToken cancel
    )
    {
        var first = one(only, cancel);
        if (session.InTransaction)
            await first;
        var second = other(only, cancel);
        await Task.WhenAll(first, second);
        return (await first, await second);
    }

    private Task<List<Invitation>> Open(CancellationToken cancel) =>
        session
            .Open<IdentityDb>()
            .Set<Invitation>()
            .Where(i => i.AcceptedAt == null && i.RevokedAt == null)
            .OrderByDescending(i => i.SentAt)
            .ToListAsync(cancel);

    /// <summary>Whom the business knows: members, and whoever invited somebody and has left since.</summary>
    private Task<Dictionary<PersonId, Face>> Faces(PersonId? only, CancellationToken cancel) =>
        session
            .Open<IdentityDb>()
            .Set<KnownPerson>()
            .Where(p => only == null || p.PersonId == only)
            .Select(p => new Face(p.PersonId, p.DisplayName, p.Email, p.SecondFactor, p.SeenOn))
            .ToDictionaryAsync(f => f.Id, cancel);

    private async Task<IReadOnlyList<Row>> Rows(IReadOnlyList<Place> places, Dictionary<PersonId, Face> faces, CancellationToken cancel)
    {
        var known = (await roles.List(cancel)).ToDictionary(r => r.Key);
        // A day is told as long as the sign-in itself is kept.
        var forgotten = MalaysianTime.Day(clock.GetUtcNow()).AddDays(-Remembered);
        return
        [
            .. places
                .Select(p =>
                {
                    var face = faces[p.PersonId];
                    return new Row(
                        p.PersonId,
                        face.DisplayName,
                        face.Email ?? "",
                        p.Role,
                        known.GetValueOrDefault(p.Role),
                        p.Status == Membership.Active,
                        p.JoinedAt,
                        face.Factor,
                        face.SeenOn > forgotten ? face.SeenOn : null,
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
        Dictionary<PersonId, Face> faces,
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
                faces.GetValueOrDefault(i.InvitedBy)?.DisplayName ?? "",
                i.SentAt,
                i.ExpiresAt,
                i.ExpiresAt <= now
            )),
        ];
    }
}
