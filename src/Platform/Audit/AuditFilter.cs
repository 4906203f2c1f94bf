using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Platform.Audit;

/// <summary>Which entries of an audit log; what is null narrows nothing.</summary>
internal sealed record AuditFilter
{
    public static readonly AuditFilter All = new();

    /// <summary>The event of a read of personal values.</summary>
    internal const string PersonalDataRead = "platform.personal_data_read";

    /// <summary>What its subject is called.</summary>
    internal const string Disclosure = "platform.disclosure";

    /// <summary>Acts on one thing, by kind and id.</summary>
    public (string Kind, string Id)? Of { get; init; }

    public IReadOnlyCollection<string>? Actions { get; init; }

    /// <summary>Who did it, or whom it is about.</summary>
    public PersonId? Person { get; init; }

    public DateTimeOffset? From { get; init; }

    /// <summary>Not included.</summary>
    public DateTimeOffset? Until { get; init; }

    public Words? Search { get; init; }

    /// <summary>Entries before this one.</summary>
    public Guid? Below { get; init; }

    /// <summary>Words looked for: they stand in the network address or the facts, or these events or people are what was meant.</summary>
    public sealed record Words(string Text, IReadOnlyCollection<string> Actions, IReadOnlyCollection<PersonId> People);

    /// <summary>
    /// The condition on <c>platform.audit_entries e</c>. What the index does not answer is asked of the tenant's own rows only.
    /// </summary>
    internal string Sql(NpgsqlParameterCollection values)
    {
        var conditions = new List<string> { "e.tenant_id = $1" };
        if (Of is { } thing)
            conditions.Add($"e.subject = {Value(thing.Kind)} AND e.subject_id = {Value(thing.Id)}");
        // Who looked at whom stands in the same chain, and on pages of its own: it would bury what was done.
        if (Of is null && Actions?.Contains(PersonalDataRead) != true)
            conditions.Add($"e.subject <> '{Disclosure}'");
        if (Actions is { } actions)
            conditions.Add($"e.action = ANY ({Value(actions.ToArray())})");
        if (Person is { } person)
            conditions.Add(
                $"(e.person_id = {Value(person.Value)}"
                    + $" OR (e.subject = 'platform.person' AND e.subject_id = {Value(person.ToString())}))"
            );
        if (From is { } from)
            conditions.Add($"e.entry_id >= {Value(Earliest(from))}");
        if (Until is { } until)
            conditions.Add($"e.entry_id < {Value(Earliest(until))}");
        if (Below is { } below)
            conditions.Add($"e.entry_id < {Value(below)}");
        if (Search is { } words)
        {
            var like = Value(
                "%"
                    + words
                        .Text.Replace("\\", "\\\\", StringComparison.Ordinal)
                        .Replace("%", "\\%", StringComparison.Ordinal)
                        .Replace("_", "\\_", StringComparison.Ordinal)
                    + "%"
            );
            conditions.Add(
                $"(e.address ILIKE {like} OR e.before ILIKE {like} OR e.after ILIKE {like} OR e.action = ANY "
                    + $"({Value(words.Actions.ToArray())})"
                    + $" OR e.person_id = ANY ({Value(words.People.Select(p => p.Value).ToArray())})"
                    + $" OR (e.subject = 'platform.person' "
                    + $"AND e.subject_id = ANY ({Value(words.People.Select(p => p.ToString()).ToArray())})))"
            );
        }
        return string.Join(" AND ", conditions);

        string Value(object value)
        {
            values.Add(new() { Value = value });
            return "$" + values.Count;
        }
    }

    /// <summary>Ids are UUIDv7, so the primary key is in order of time; this is the first an instant can have.</summary>
    internal static Guid Earliest(DateTimeOffset at)
    {
        var bytes = Guid.CreateVersion7(at).ToByteArray(bigEndian: true);
        bytes.AsSpan(8).Clear();
        (bytes[6], bytes[7]) = (0x70, 0);
        return new(bytes, bigEndian: true);
    }
}
