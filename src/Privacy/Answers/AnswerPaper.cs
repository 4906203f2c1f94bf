using Niaga.Papers;
using Niaga.Platform.Subjects;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Answers;

/// <summary>An answer as somebody reads it, in one language.</summary>
internal static class AnswerPaper
{
    private const int MostLooks = 200;

    public static Paper Of(SubjectData told, Words words, TextCatalog texts)
    {
        var paper = new Paper(words["privacy.answer.title"], told.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), words)
            .To(words["privacy.answer.for"], told.Name)
            .Fact(words["privacy.request.received"], told.ReceivedOn)
            .Fact(words["privacy.answer.made"], told.MadeAt);
        foreach (var table in told.Tables)
            paper.Table(
                Lines(table, told.Sensitive, words, texts),
                line => "",
                new PaperColumn<string>(Label("personal." + table.Table, words, texts), line => line)
            );
        paper.Table(
            told.Origins,
            o => "",
            new PaperColumn<SubjectData.Origin>(
                words["privacy.answer.sources"],
                o => $"{words["audit." + o.Action]} · {words["privacy.channel." + o.Channel]}"
            ),
            new PaperColumn<SubjectData.Origin>(words["privacy.answer.when"], o => o.At)
        );
        paper.Table(
            told.Looks.Take(MostLooks),
            l => "",
            new PaperColumn<Platform.Disclosures.Looks.Look>(
                words["privacy.answer.looks"],
                l => $"{words["purpose." + l.Purpose]} · {words["privacy.channel." + l.Channel]}"
            ),
            new PaperColumn<Platform.Disclosures.Looks.Look>(words["privacy.answer.when"], l => l.At)
        );
        if (told.Looks.Count > MostLooks)
            paper.Note(words["privacy.answer.more_looks", told.Looks.Count - MostLooks]);
        return paper.Note(words["privacy.answer.masked", words["privacy.answer.another"]]).Note(words["privacy.answer.rights"]);
    }

    /// <summary>A record by itself takes a line for each value; of several, each takes one.</summary>
    private static IEnumerable<string> Lines(SubjectTable table, IReadOnlySet<string> sensitive, Words words, TextCatalog texts)
    {
        var records = table.Rows.Select(row => Values(table, sensitive, row, words, texts));
        return table.Rows.Count == 1 ? records.Single() : records.Select(values => string.Join(" · ", values));
    }

    private static IEnumerable<string> Values(
        SubjectTable table,
        IReadOnlySet<string> sensitive,
        IReadOnlyList<object?> row,
        Words words,
        TextCatalog texts
    )
    {
        return table
            .Columns.Zip(row)
            .Where(v => v.Second is not null)
            .Select(v => (Column: $"{table.Table}.{v.First}", Value: v.Second!))
            .Select(v => $"{Named(v.Column)}: {Said($"personal.{v.Column}.{v.Value}") ?? Shown(v.Value, words)}");

        string Named(string column)
        {
            var label = Label("personal." + column, words, texts);
            return sensitive.Contains(column) ? words["privacy.sensitive", label] : label;
        }

        string? Said(string key) => texts.Has(key) ? words[key] : null;
    }

    private static string Shown(object value, Words words) =>
        value switch
        {
            DateTimeOffset at => MalaysianTime.Show(at, words.Language),
            DateOnly day => MalaysianTime.Show(day, words.Language),
            _ => SubjectData.Unmarked(value.ToString() ?? "", words["privacy.answer.another"]),
        };

    private static string Label(string key, Words words, TextCatalog texts) =>
        texts.Has(key) ? words[key] : key.Split('.')[^1].Replace('_', ' ');
}
