using Niaga.Platform.Callers;
using Niaga.Platform.Subjects;

namespace Niaga.Privacy.Requests;

/// <summary>People of every kind the reader may see, by what is typed.</summary>
internal sealed class SubjectSearch(IEnumerable<ISubjectKind> kinds, Caller caller)
{
    private const int MostOfAKind = 8;

    public async Task<IReadOnlyList<Subject>> Search(string typed, CancellationToken cancel)
    {
        var found = new List<Subject>();
        foreach (var kind in kinds.Where(k => caller.May(k.Permission)))
            found.AddRange(await kind.Search(typed, MostOfAKind, cancel));
        return found;
    }

    /// <returns>Null where there is none, and for one the reader may not see.</returns>
    public async Task<Subject?> Find(string? kind, Guid id, CancellationToken cancel) =>
        kinds.FirstOrDefault(k => k.Key == kind && caller.May(k.Permission)) is { } known ? await known.Find(id, cancel) : null;
}
