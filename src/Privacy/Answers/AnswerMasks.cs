using Niaga.Platform.Data;
using Niaga.Platform.Subjects;

namespace Niaga.Privacy.Answers;

/// <summary>An answer is about whoever asked: who else is named in it is masked.</summary>
internal sealed class AnswerMasks(TenantSession session, IEnumerable<ISubjectKind> kinds)
{
    /// <summary>Others a business keeps records of, in whatever was written freely, names of files too.</summary>
    public async Task<List<SubjectTable>> Others(IReadOnlyList<SubjectTable> tables, Subject asker, CancellationToken cancel)
    {
        IReadOnlyList<string> texts = [.. tables.SelectMany(Free)];
        foreach (var kind in kinds)
            texts = await kind.MaskOthers(texts, asker, SubjectData.Mark, cancel);
        using var masked = texts.GetEnumerator();
        // The texts come back in the order they went.
        return
        [
            .. tables.Select(t =>
                t with
                {
                    Rows =
                    [
                        .. t.Rows.Select(row =>
                            (IReadOnlyList<object?>)[.. row.Select((v, i) => IsFree(t, i) && v is string ? Next() : v)]
                        ),
                    ],
                    Files = [.. t.Files.Select(f => f with { Name = Next() })],
                }
            ),
        ];

        string Next()
        {
            masked.MoveNext();
            return masked.Current;
        }
    }

    /// <summary>Who works here, by the name they are known by.</summary>
    public async Task<IEnumerable<SubjectTable>> Colleagues(IReadOnlyList<SubjectTable> tables, string asker, CancellationToken cancel)
    {
        var known = await session.Rows(
            $"SELECT display_name FROM platform.known_people WHERE tenant_id = {session.Tenant.Value}",
            row => row.GetString(0),
            cancel
        );
        string[] names = [.. known.Where(n => n.Length > 2 && !n.Equals(asker, StringComparison.OrdinalIgnoreCase))];
        return tables.Select(t =>
            t with
            {
                Rows = [.. t.Rows.Select(row => (IReadOnlyList<object?>)[.. row.Select(v => v is string text ? Masked(text, names) : v)])],
                Files = [.. t.Files.Select(f => f with { Name = Masked(f.Name, names) })],
            }
        );
    }

    private static IEnumerable<string> Free(SubjectTable table) =>
        table
            .Rows.SelectMany(row => row.Where((v, i) => IsFree(table, i) && v is string).Cast<string>())
            .Concat(table.Files.Select(f => f.Name));

    private static bool IsFree(SubjectTable table, int column) => !table.Own.Contains(table.Columns[column]);

    private static string Masked(string text, string[] names) =>
        names.Aggregate(text, (left, name) => left.Replace(name, SubjectData.Mark, StringComparison.OrdinalIgnoreCase));
}
