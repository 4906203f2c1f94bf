using Niaga.Contract;

namespace Niaga.Platform.Tenants;

/// <summary>What the workspace's frame shows around every page: the business, the person, and where they may go.</summary>
/// <param name="BusinessName">Display name of the business.</param>
/// <param name="Slug">Its part of the address.</param>
/// <param name="LogoPath">Path of its logo within its address, or null.</param>
/// <param name="PersonName">The signed-in person.</param>
/// <param name="Email">Their e-mail address.</param>
/// <param name="EmailConfirmed">Whether they have shown that it is theirs.</param>
/// <param name="Navigation">Entries the person may open, in order.</param>
/// <param name="Businesses">All businesses of the person, for the switcher.</param>
public sealed record Workspace(
    string BusinessName,
    string Slug,
    string? LogoPath,
    string PersonName,
    string Email,
    bool EmailConfirmed,
    IReadOnlyList<NavigationItem> Navigation,
    IReadOnlyList<BusinessLink> Businesses
)
{
    /// <summary>How many notifications wait for the person.</summary>
    public int Unread { get; init; }

    /// <summary>The places the person works at; asked for but not waited for, so that it shares the page's round trip.</summary>
    public Task<WorkspaceBranches> Branches { get; init; } = Task.FromResult(new WorkspaceBranches([], null));
}

/// <summary>The places somebody works at.</summary>
/// <param name="Several">In order; empty where there are not several.</param>
/// <param name="Here">The one this device chose; null where it shows all.</param>
public sealed record WorkspaceBranches(IReadOnlyList<WorkspaceBranch> Several, WorkspaceBranch? Here);

/// <summary>A place of the business.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
public sealed record WorkspaceBranch(Guid Id, string Name);

/// <summary>A business a person works in.</summary>
/// <param name="Name">Display name.</param>
/// <param name="Slug">Its part of the address.</param>
/// <param name="Role">Key of the person's role there.</param>
/// <param name="RoleName">What the business calls that role, where it is one of its own.</param>
public sealed record BusinessLink(string Name, string Slug, string Role, string? RoleName = null)
{
    /// <summary>Suspended, or ended and not purged yet, for somebody who may take its data.</summary>
    public bool Closed { get; init; }

    /// <summary>Where it opens for this person.</summary>
    public string Path => Closed ? $"/{Slug}/settings/archive" : $"/{Slug}/";
}
