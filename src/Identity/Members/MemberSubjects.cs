using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Subjects;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>Whoever works in the business, or did, may ask what it keeps of them.</summary>
internal sealed class MemberSubjects(TenantSession session) : ISubjectKind, ISubjectSource
{
    private static readonly string[] Columns = ["display_name", "email", "language", "seen_on"];

    private sealed record Known(Guid Id, string Name, string? Email);

    public string Key => "platform.person";

    public string Permission => PlatformPermissions.MembersView;

    public IReadOnlyList<string> Tells { get; } = ["platform.known_people.display_name", "platform.known_people.email"];

    public string PathOf(Guid id) => $"settings/members/{id}";

    public string? EditPathOf(Guid id) => null;

    /// <summary>Nobody asks those who work here for a consent.</summary>
    public Task<int> EndConsents(Guid id, bool marketing, CancellationToken cancel) => Task.FromResult(0);

    /// <summary>Who works here is masked in every answer, whoever asks.</summary>
    public Task<IReadOnlyList<string>> MaskOthers(IReadOnlyList<string> texts, Subject asker, string mask, CancellationToken cancel) =>
        Task.FromResult(texts);

    public async Task<IReadOnlyList<Subject>> Search(string typed, int most, CancellationToken cancel)
    {
        var words = SearchKey.Of(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // A business has few: all of them are looked through.
        var found = words.Length == 0 ? [] : (await Read(null, cancel)).Where(k => Fits(k, words)).Take(most);
        return [.. found.Select(Of)];
    }

    public async Task<Subject?> Find(Guid id, CancellationToken cancel) => await Read(id, cancel) is [var one] ? Of(one) : null;

    public async Task<IReadOnlyList<SubjectTable>> Of(Subject subject, CancellationToken cancel)
    {
        if (subject.Kind != Key)
            return [];

        var known = await session.Rows(
            $"""
            SELECT display_name, email, language, seen_on FROM platform.known_people
            WHERE tenant_id = {session.Tenant.Value} AND person_id = ANY ({subject.Ids.ToArray()})
            """,
            row =>
                new object?[]
                {
                    row.GetString(0),
                    row.IsDBNull(1) ? null : row.GetString(1),
                    row.IsDBNull(2) ? null : row.GetString(2),
                    row.IsDBNull(3) ? null : row.GetFieldValue<DateOnly>(3),
                },
            cancel
        );
        return [new("platform.known_people", Columns, known) { Own = Columns }];
    }

    private Subject Of(Known known) => new(Key, known.Id, known.Name, known.Email, [known.Id]);

    private static bool Fits(Known known, string[] words)
    {
        var key = $" {SearchKey.Of(known.Name)} {SearchKey.Of(known.Email ?? "")}";
        return words.All(w => key.Contains(" " + w, StringComparison.Ordinal));
    }

    private Task<List<Known>> Read(Guid? id, CancellationToken cancel) =>
        session.Rows(
            $"""
            SELECT person_id, display_name, email FROM platform.known_people
            WHERE tenant_id = {session.Tenant.Value} AND ({id}::uuid IS NULL OR person_id = {id}::uuid) ORDER BY display_name
            """,
            row => new Known(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
            cancel
        );
}
