using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Reports;
using Niaga.Platform.Tenants;
using Niaga.Platform.Values;
using Niaga.Trade.Branches;
using Niaga.Ui;

namespace Niaga.Trade.Shifts;

/// <summary>Who works when: drafts for who writes the roster, what is published for everybody else.</summary>
internal sealed class Roster(
    TenantSession session,
    Caller caller,
    BusinessProfile business,
    BranchList branches,
    Colleagues colleagues,
    PersonNames names,
    TimeProvider clock
)
{
    /// <summary>A shift.</summary>
    internal sealed record Shift(
        Guid Id,
        PersonId? Person,
        Guid Branch,
        DateTimeOffset StartsAt,
        DateTimeOffset EndsAt,
        int BreakMinutes,
        string? Note,
        bool Published,
        uint Version
    )
    {
        /// <summary>Minutes of work, without the break.</summary>
        public int Minutes => (int)(EndsAt - StartsAt).TotalMinutes - BreakMinutes;

        public WorkShiftInput ToInput() => new(Person?.Value, Branch, StartsAt, EndsAt, BreakMinutes, Note);
    }

    /// <summary>Somebody on the roster.</summary>
    /// <param name="Branches">The places they work at; null for all.</param>
    internal sealed record Worker(PersonId Id, string Name, IReadOnlyList<Guid>? Branches = null)
    {
        public bool WorksAt(Guid? branch) => branch is not { } one || Branches?.Contains(one) != false;
    }

    /// <param name="Workers">Who can be planned, by name, and after them whoever else has a shift here.</param>
    /// <param name="Branches">Those to choose from; none where there is one.</param>
    /// <param name="Place">The one shown, or the only one; null for all of several.</param>
    internal sealed record Board(
        CalendarSpan Span,
        IReadOnlyList<Worker> Workers,
        IReadOnlyList<Shift> Shifts,
        IReadOnlyList<BranchView> Branches,
        BranchView? Place
    );

    private static readonly Expression<Func<WorkShift, Shift>> AsShown = s => new Shift(
        s.ShiftId,
        s.PersonId,
        s.BranchId,
        s.StartsAt,
        s.EndsAt,
        s.BreakMinutes,
        s.Note,
        s.PublishedAt != null,
        EF.Property<uint>(s, "Version")
    );

    /// <summary>Today in Malaysia.</summary>
    public DateOnly Today => MalaysianTime.Day(clock.GetUtcNow());

    private bool Drafts => caller.May(TradePermissions.RosterEdit);

    /// <summary>The days a page asks for, in one go: a week reaches at most six days to either side of its day.</summary>
    public async Task<Board> Read(string? view, DateOnly day, Guid? branch, CancellationToken cancel)
    {
        var (settling, placing, working) = (business.Read(cancel), branches.InUse(cancel), Workers(cancel));
        var reading = Between(MalaysianTime.Start(day.AddDays(-6)), MalaysianTime.Start(day.AddDays(7)), null, null, cancel);
        await Task.WhenAll(settling, placing, working, reading);

        var span = CalendarSpan.Of(view, day, ReportSpans.FirstOfWeek(await settling));
        var open = await placing;
        var place = open.Count == 1 ? open[0] : open.FirstOrDefault(b => b.Id == (branch ?? caller.WorksAt));
        var shifts = (await reading)
            .Where(s => s.StartsAt < span.End && (span.IsWeek ? s.StartsAt >= span.Start : s.EndsAt > span.Start))
            .Where(s => open.Count == 1 || place is null || s.Branch == place.Id)
            .ToArray();
        Worker[] here = [.. (await working).Where(w => w.WorksAt(place?.Id))];
        return new(span, await WithOthers(here, shifts, cancel), shifts, open.Count > 1 ? open : [], place);
    }

    /// <summary>Shifts that touch a span of time, the earliest first.</summary>
    public Task<List<Shift>> Between(DateTimeOffset from, DateTimeOffset to, PersonId? person, Guid? branch, CancellationToken cancel)
    {
        var earliest = from.AddDays(-1);
        return Visible()
            .Where(s => s.StartsAt >= earliest && s.StartsAt < to && s.EndsAt > from)
            .Where(s => person == null || s.PersonId == person)
            .Where(s => branch == null || s.BranchId == branch)
            .OrderBy(s => s.StartsAt)
            .ThenBy(s => s.ShiftId)
            .Select(AsShown)
            .ToListAsync(cancel);
    }

    /// <summary>One shift, or null.</summary>
    public Task<Shift?> Find(Guid id, CancellationToken cancel) =>
        Visible().Where(s => s.ShiftId == id).Select(AsShown).SingleOrDefaultAsync(cancel);

    /// <summary>Who can be planned, by name: active members who may see the roster.</summary>
    public async Task<IReadOnlyList<Worker>> Workers(CancellationToken cancel) =>
        [.. (await colleagues.Who(TradePermissions.RosterView, cancel)).Select(c => new Worker(c.Person, c.Name, c.Branches))];

    /// <summary>Names of everybody with one of these shifts.</summary>
    public async Task<IReadOnlyDictionary<PersonId, string>> Names(IEnumerable<Shift> shifts, CancellationToken cancel)
    {
        var known = new Dictionary<PersonId, string>();
        foreach (var person in shifts.Select(s => s.Person).OfType<PersonId>().Distinct())
            known[person] = await names.Of(person, cancel);
        return known;
    }

    private async Task<IReadOnlyList<Worker>> WithOthers(IReadOnlyList<Worker> workers, Shift[] shifts, CancellationToken cancel)
    {
        var known = workers.Select(w => w.Id).ToHashSet();
        var others = await Names(shifts.Where(s => s.Person is { } person && !known.Contains(person)), cancel);
        return
        [
            .. workers,
            .. others.Select(o => new Worker(o.Key, o.Value)).OrderBy(w => w.Name, StringComparer.CurrentCultureIgnoreCase),
        ];
    }

    private IQueryable<WorkShift> Visible()
    {
        var shifts = session.Open<TradeDb>().Set<WorkShift>().Where(s => s.RemovedAt == null);
        return Drafts ? shifts : shifts.Where(s => s.PublishedAt != null);
    }
}
