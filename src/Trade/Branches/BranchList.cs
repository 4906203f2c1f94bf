using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Tenants;

namespace Niaga.Trade.Branches;

/// <summary>
/// The places of the business, the one it began with first; remembered by every node, so that a page asks nothing for them. A business
/// with one is never told of it: whoever shows places asks <see cref="Choices"/>, which is empty there.
/// </summary>
public sealed class BranchList(TenantSession session, Caller caller)
{
    /// <summary>All there are, archived ones too.</summary>
    public async Task<IReadOnlyList<BranchView>> All(CancellationToken cancel) =>
        (await session.Remember(async () => new Known(await Read(cancel)))).Branches;

    /// <summary>Those the caller may see, archived ones too.</summary>
    public async Task<IReadOnlyList<BranchView>> Seen(CancellationToken cancel) => [.. (await All(cancel)).Where(b => caller.MaySee(b.Id))];

    /// <summary>Those in use that the caller may see; never empty.</summary>
    public async Task<IReadOnlyList<BranchView>> InUse(CancellationToken cancel) =>
        [.. (await All(cancel)).Where(b => b.ArchivedAt is null && caller.MaySee(b.Id))];

    /// <summary>Those of <see cref="InUse"/>, where there are several to choose from; otherwise none.</summary>
    public async Task<IReadOnlyList<BranchView>> Choices(CancellationToken cancel) =>
        await InUse(cancel) is { Count: > 1 } several ? several : [];

    /// <summary>A place by id, archived or not; null for one that is not there or not for the caller.</summary>
    public async Task<BranchView?> Find(Guid id, CancellationToken cancel) =>
        (await All(cancel)).FirstOrDefault(b => b.Id == id && caller.MaySee(b.Id));

    /// <summary>
    /// Names by id, of archived ones too: for whatever shows where something was. Empty in a business with one, which is told of none.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, string>> Names(CancellationToken cancel) =>
        await All(cancel) is { Count: > 1 } all ? all.Where(b => caller.MaySee(b.Id)).ToDictionary(b => b.Id, b => b.Name) : NoNames;

    /// <summary>Where the caller works: as chosen on this device, else the first there is for them. Null in a business with one.</summary>
    public async Task<BranchView?> Here(CancellationToken cancel)
    {
        var all = await All(cancel);
        var open = all.Where(b => b.ArchivedAt is null && caller.MaySee(b.Id)).ToArray();
        return all.Count(b => b.ArchivedAt is null) < 2 ? null : open.FirstOrDefault(b => b.Id == caller.WorksAt) ?? open.FirstOrDefault();
    }

    /// <summary>What the frame shows of it.</summary>
    public async Task<WorkspaceBranches> Frame(CancellationToken cancel)
    {
        WorkspaceBranch[] several = [.. (await Choices(cancel)).Select(b => new WorkspaceBranch(b.Id, b.Name))];
        return new(several, several.FirstOrDefault(b => b.Id == caller.WorksAt));
    }

    /// <summary>What projects below this one see of it.</summary>
    public BusinessBranches ForOthers() =>
        new(async cancel => [.. (await All(cancel)).Select(b => new BusinessBranches.Branch(b.Id, b.Name, b.ArchivedAt is null))]);

    private static readonly Dictionary<Guid, string> NoNames = [];

    private Task<List<BranchView>> Read(CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT b.branch_id, b.name, b.code, b.address_line1, b.address_line2, b.postcode, b.town, b.state, b.phone, b.archived_at,
                b.xmin::text::bigint, b.opens, b.closes
            FROM trade.branches b WHERE b.tenant_id = {session.Tenant.Value} ORDER BY b.place
            """,
            row => new BranchView(row.GetGuid(0), row.GetString(1))
            {
                Code = row.IsDBNull(2) ? null : row.GetString(2),
                AddressLine1 = row.IsDBNull(3) ? null : row.GetString(3),
                AddressLine2 = row.IsDBNull(4) ? null : row.GetString(4),
                Postcode = row.IsDBNull(5) ? null : row.GetString(5),
                Town = row.IsDBNull(6) ? null : row.GetString(6),
                State = row.IsDBNull(7) ? null : row.GetString(7),
                Phone = row.IsDBNull(8) ? null : row.GetString(8),
                ArchivedAt = row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9),
                Version = (uint)row.GetInt64(10),
                Hours = row.IsDBNull(11) ? [] : OpeningHours.Of(row.GetFieldValue<int?[]>(11), row.GetFieldValue<int?[]>(12)),
            },
            cancel
        );

    private sealed record Known(IReadOnlyList<BranchView> Branches);
}

/// <summary>A place of the business.</summary>
/// <param name="Id">Its id; also that of the place its stock lies at.</param>
/// <param name="Name">What it is called; the first as the business, until somebody calls it otherwise.</param>
public sealed record BranchView(Guid Id, string Name)
{
    /// <summary>A few letters for papers and lists, or null.</summary>
    public string? Code { get; init; }

    public string? AddressLine1 { get; init; }

    public string? AddressLine2 { get; init; }

    public string? Postcode { get; init; }

    public string? Town { get; init; }

    /// <summary>Code of a state.</summary>
    public string? State { get; init; }

    /// <summary>E.164.</summary>
    public string? Phone { get; init; }

    /// <summary>By weekday; a day that is left out is closed. Empty where nobody said.</summary>
    public IReadOnlyList<OpeningHours> Hours { get; init; } = [];

    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Row version, for a change that is refused where somebody was faster.</summary>
    public uint Version { get; init; }
}
