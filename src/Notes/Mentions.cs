using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Work;

namespace Niaga.Notes;

/// <summary>
/// Whom a comment names: <c>@</c> and how a member calls themselves, who may see the record. Each is told by mail, once a comment.
/// </summary>
internal sealed class Mentions(TenantSession session, Colleagues colleagues, Caller caller, Outbox outbox)
{
    public async Task Tell(NoteKind kind, Guid record, Guid comment, string text, CancellationToken cancel)
    {
        if (!text.Contains('@', StringComparison.Ordinal))
            return;

        var named = (await colleagues.Who(kind.View, cancel)).Where(c => Names(text, c.Name)).ToArray();
        foreach (var one in named.Where(c => c.Person != caller.Person))
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
                outbox.Add(MailMention.Kind, new MailMention.Payload(kind.Subject, record, comment, one.Person.Value));
        }
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
