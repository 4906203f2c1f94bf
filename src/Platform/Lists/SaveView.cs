using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Lists;

/// <summary>A list's filters and order get a name, for the reader or for everybody in the business.</summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
public sealed class SaveView(TenantSession session, AuditTrail audit, Caller caller) : UseCase<SaveView, SaveView.Input, Guid>
{
    /// <summary>Views of one list that one person, or the business, may keep.</summary>
    private const int Most = 30;

    /// <param name="List">Key of the list.</param>
    /// <param name="Name">What it is called.</param>
    /// <param name="Query">The list's address after its question mark.</param>
    /// <param name="Shared">For everybody in the business; asks for the right to change its settings.</param>
    public sealed record Input(string List, string? Name, string Query, bool Shared);

    public override async Task<Outcome<Guid>> Run(Input input, CancellationToken cancel)
    {
        var refusals = new List<Refusal>();
        var name = SingleLineName.Read(input.Name, "Name", refusals, SavedView.LongestName);
        if (input.Query.Length is 0 or > SavedView.LongestQuery)
            refusals.Add(PlatformErrors.ViewEmpty());
        if (Refusal.Of(refusals) is { } wrong)
            return wrong;
        if (input.Shared && !caller.May(PlatformPermissions.SettingsEdit))
            return PlatformErrors.Forbidden();

        var views = session.Open<PlatformDb>().Set<SavedView>();
        var person = input.Shared ? null : caller.Person;
        if (await views.CountAsync(v => v.List == input.List && v.PersonId == person, cancel) >= Most)
            return PlatformErrors.TooManyViews(Most);

        var view = new SavedView(input.List, person, name, input.Query);
        views.Add(view);
        if (input.Shared)
            audit.Record("platform.view_shared", "platform.view", view.ViewId, after: new { view.Name });
        return view.ViewId;
    }

    public override Refusal? Explain(PostgresException violation, Input input) =>
        violation.ConstraintName == "saved_views_name" ? PlatformErrors.ViewNameTaken() : null;
}
