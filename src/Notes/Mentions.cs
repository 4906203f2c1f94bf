using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Notifications;

namespace Niaga.Notes;

/// <summary>
/// Whom a comment names: <c>@</c> and how a member calls themselves, who may see the record. Each is told once a comment, as they chose.
/// </summary>
internal sealed class Mentions(TenantSession session, Colleagues colleagues, Caller caller, Notifier notifier)
{
    internal const string Notice = "notes.mentioned";

    public async Task Tell(NoteKind kind, Guid record, Guid comment, string text, CancellationToken cancel)
    {
        if (!text.Contains('@', StringComparison.Ordinal))
            return;

        var all = await colleagues.Who(kind.View, cancel);
        var details = new NotificationDetails().Add("who", all.FirstOrDefault(c => c.Person == caller.Person)?.Name);
        details = Said(kind, details, text);
        details = kind.NameIsPersonal
            ? details.AddText("record", "notes.record." + kind.Subject)
            : details.Add("record", await kind.Name(session, record, cancel));
        foreach (var one in all.Where(c => c.Person != caller.Person && Names(text, c.Name)))
        {
            var added = await session.Rows(
                $"""
                INSERT INTO notes.mentions (tenant_id, comment_id, person_id) VALUES ({session.Tenant.Value}, {comment}, {one.Person.Value})
                ON CONFLICT DO NOTHING RETURNING 1
                """,
                row => row.GetInt32(0),
                cancel
            );
            if (added.Count > 0)
                notifier.Tell(Notice, $"{comment}", details, $"{kind.Page(record)}#notes", one.Person, kind.View);
        }
    }

    /// <summary>The comment reads otherwise now: so does what was told, and who is named only now is told.</summary>
    public Task Retell(NoteKind kind, Guid record, Guid comment, string text, CancellationToken cancel)
    {
        notifier.Reword(Notice, $"{comment}", Said(kind, new(), text));
        return Tell(kind, record, comment, text, cancel);
    }

    /// <summary>What was said of somebody is read on their page, on the record, and not repeated in notifications and mails.</summary>
    private static NotificationDetails Said(NoteKind kind, NotificationDetails details, string text) =>
        kind.NameIsPersonal ? details.AddText("comment", "notes.said_of_person") : details.Add("comment", text);

    /// <summary>The comment is gone: nothing that was told repeats what it said.</summary>
    public void TakeBack(Guid comment)
    {
        notifier.Reword(Notice, $"{comment}", new NotificationDetails().AddText("comment", "notes.removed"));
        notifier.Settle(Notice, $"{comment}");
    }

    /// <summary>It is back, and who is named is told again.</summary>
    public async Task TellAgain(NoteKind kind, Guid record, Guid comment, string text, CancellationToken cancel)
    {
        await session.Execute($"DELETE FROM notes.mentions WHERE tenant_id = {session.Tenant.Value} AND comment_id = {comment}", cancel);
        await Tell(kind, record, comment, text, cancel);
    }

    /// <summary>A whole name: <c>@Ali</c> is not in <c>@Alina</c>.</summary>
    internal static bool Names(string text, string name)
    {
        for (var at = 0; (at = text.IndexOf("@" + name, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var after = at + name.Length + 1;
            if ((after == text.Length || !char.IsLetterOrDigit(text[after])) && (at == 0 || !char.IsLetterOrDigit(text[at - 1])))
                return true;
        }
        return false;
    }
}
