using System.Collections.Frozen;
using Niaga.Platform.Encryption;

namespace Niaga.Platform.Disclosures;

/// <summary>
/// Opens the values of those it was written down for, and of nobody else. One that does not open was moved, changed or lost its key: it is
/// told in words, and to owner and operator (<see cref="UnreadableValues"/>).
/// </summary>
public sealed class Disclosure
{
    /// <summary>Name of the log's category that an alert watches.</summary>
    internal const string Category = "Niaga.Personal";

    private readonly TenantCipher cipher;
    private readonly FrozenSet<Guid>? subjects;
    private readonly FrozenSet<Guid> closed;
    private readonly Stands stands;
    private readonly UnreadableValues unreadable;

    /// <summary>The field, and the column, with what a record is called.</summary>
    internal const string Name = "name";

    /// <summary>What stands in place of a value.</summary>
    /// <param name="Unreadable">That does not open.</param>
    /// <param name="Restricted">That the caller may not open.</param>
    internal sealed record Stands(string Unreadable, string Restricted);

    /// <param name="cipher">Of the business.</param>
    /// <param name="subjects">For whom it was written down; null for work that shows nobody.</param>
    /// <param name="closed">Those of them who are closed to the caller: what they are called opens, and nothing else.</param>
    /// <param name="stands">In place of what does not open.</param>
    /// <param name="unreadable">Hears of what does not open.</param>
    internal Disclosure(
        TenantCipher cipher,
        FrozenSet<Guid>? subjects,
        FrozenSet<Guid> closed,
        Stands stands,
        UnreadableValues unreadable
    ) => (this.cipher, this.subjects, this.closed, this.stands, this.unreadable) = (cipher, subjects, closed, stands, unreadable);

    /// <summary>A text; words that say so where it does not open.</summary>
    /// <param name="value">Null for none.</param>
    /// <param name="subject">Whose it is.</param>
    /// <param name="row">The row it stands in, where a query did not say; else the subject's own.</param>
    public string? Text(Personal<string>? value, Guid subject, Guid? row = null) =>
        value is null ? null
        : Open(value, subject, row) ? value.Value
        : IsClosed(value, subject) ? stands.Restricted
        : stands.Unreadable;

    /// <summary>A value of another kind; <paramref name="otherwise"/> where there is none or it does not open.</summary>
    public T? Value<T>(Personal<T>? value, Guid subject, T? otherwise = default, Guid? row = null)
        where T : notnull => value is not null && Open(value, subject, row) ? value.Value : otherwise;

    private bool IsClosed(Personal value, Guid subject) => closed.Contains(subject) && value.Column?.Name != Name;

    /// <summary>Opens a value in place.</summary>
    /// <returns>False where it does not open, or may not be opened by the caller.</returns>
    public bool Open(Personal value, Guid subject, Guid? row = null)
    {
        if (subjects?.Contains(subject) == false)
            throw new InvalidOperationException("A value is opened of somebody for whom no disclosure was written.");
        if (IsClosed(value, subject))
            return false;
        if (value.Row is null && value.Stored is not null)
            value.In(Personal.RowOf(row ?? subject));
        if (value.Open(cipher))
            return true;

        unreadable.Note(cipher.Tenant, value.Column!, value.Row!);
        return false;
    }
}
