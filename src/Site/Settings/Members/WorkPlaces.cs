using Microsoft.AspNetCore.Http;
using Niaga.Platform.Callers;
using Niaga.Platform.Texts;
using Niaga.Trade.Branches;

namespace Niaga.Site.Settings.Members;

/// <summary>
/// The places members work at, as pages show and ask them. In a business with one open place there is nothing to show or ask.
/// </summary>
internal sealed record WorkPlaces(IReadOnlyList<BranchView> All, Caller Caller)
{
    public static async Task<WorkPlaces> Read(BranchList list, Caller caller, CancellationToken cancel) =>
        new(await list.All(cancel), caller);

    public bool Several => All.Count(b => b.ArchivedAt is null) > 1;

    /// <summary>Whoever sees some places gives no more.</summary>
    public bool OffersAll => Caller.LimitedTo is null;

    /// <summary>Open ones the reader may give, and archived ones somebody has already.</summary>
    public IReadOnlyList<BranchView> Choices(Guid[]? had = null) =>
        [.. All.Where(b => (b.ArchivedAt is null || had?.Contains(b.Id) == true) && Caller.LimitedTo?.Contains(b.Id) != false)];

    /// <summary>Whether the reader sees all of what somebody else does.</summary>
    public bool Reaches(Guid[]? branches) => Caller.LimitedTo is not { } own || branches?.All(own.Contains) == true;

    public string Show(Guid[]? branches, Words words) =>
        branches is null
            ? words["platform.members.everywhere"]
            : string.Join(", ", All.Where(b => branches.Contains(b.Id)).Select(b => b.Name));

    /// <summary>What a form says; null for all. What is no id is left out, and so is none at all: the use case says which.</summary>
    public Guid[]? Posted(IFormCollection form, string prefix) =>
        OffersAll && form[prefix + ".Everywhere"] != "some" ? null : Ticked(form, prefix);

    public static Guid[] Ticked(IFormCollection form, string prefix) =>
        [.. form[prefix + ".Branches"].Select(t => Guid.TryParse(t, out var id) ? id : Guid.Empty)];
}
