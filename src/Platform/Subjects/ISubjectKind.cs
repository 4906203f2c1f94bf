namespace Niaga.Platform.Subjects;

/// <summary>
/// Whom a business keeps records of: its customers, its members, a clinic's patients. A module registers one of each; requests of people
/// under the law are about somebody of one of them.
/// </summary>
public interface ISubjectKind
{
    /// <summary>Kind of record, as the log calls it, such as <c>trade.customer</c>; its name is the text <c>subject.{Key}</c>.</summary>
    string Key { get; }

    /// <summary>Who may find them.</summary>
    string Permission { get; }

    /// <summary>Where they are shown, within the business's address.</summary>
    string PathOf(Guid id);

    /// <summary>Where what is kept of them is put right; null for nowhere.</summary>
    string? EditPathOf(Guid id);

    /// <summary>Takes back at once what they agreed to, within the use case that closes their withdrawal or objection.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="marketing">For marketing alone, which is all an objection asks.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>How many consents.</returns>
    Task<int> EndConsents(Guid id, bool marketing, CancellationToken cancel);

    /// <summary>Texts about somebody without what tells who others of this kind are, in the same order.</summary>
    /// <param name="texts">What was written.</param>
    /// <param name="asker">Whose own name and numbers stay; of whatever kind.</param>
    /// <param name="mask">Stands in place of others' names, phones, addresses and numbers.</param>
    /// <param name="cancel">Ends it.</param>
    Task<IReadOnlyList<string>> MaskOthers(IReadOnlyList<string> texts, Subject asker, string mask, CancellationToken cancel);

    /// <summary>A few by what is typed, the best first; each is written down as shown.</summary>
    Task<IReadOnlyList<Subject>> Search(string typed, int most, CancellationToken cancel);

    /// <summary>One of them, written down as shown; null where the business has none by that id.</summary>
    Task<Subject?> Find(Guid id, CancellationToken cancel);
}

/// <summary>Somebody a business keeps records of.</summary>
/// <param name="Kind">Key of an <see cref="ISubjectKind"/>.</param>
/// <param name="Id">Whose record.</param>
/// <param name="Name">What they are called.</param>
/// <param name="About">What tells them from others of that name: a phone, an address; null for nothing.</param>
/// <param name="Ids">All records that are the same person's, theirs among them.</param>
public sealed record Subject(string Kind, Guid Id, string Name, string? About, IReadOnlyList<Guid> Ids);
