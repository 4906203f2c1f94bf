using Niaga.Platform.Data;

namespace Niaga.Trade.Branches;

/// <summary>
/// The places of the business, the one it began with first; remembered by every node, so that a page asks nothing for them. A business
/// with one is never told of it: whoever shows places asks <see cref="Choices"/>, which is empty there.
/// </summary>
public sealed class BranchList(TenantSession session)
{
    /// <summary>All there are, archived ones too.</summary>
    public async Task<IReadOnlyList<BranchView>> All(CancellationToken cancel) =>
        (await session.Remember(async () => new Known(await Read(cancel)))).Branches;

    /// <summary>Those in use; never empty.</summary>
    public async Task<IReadOnlyList<BranchView>> InUse(CancellationToken cancel) =>
        [.. (await All(cancel)).Where(b => b.ArchivedAt is null)];

    /// <summary>Those in use, where there are several to choose from; otherwise none.</summary>
    public async Task<IReadOnlyList<BranchView>> Choices(CancellationToken cancel) =>
        await InUse(cancel) is { Count: > 1 } several ? several : [];

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
