using Niaga.Platform.Data;

namespace Niaga.Notes;

/// <summary>
/// A kind of record that people comment on; a module registers one per kind: <c>services.AddSingleton(PatientNotes.Kind)</c>.
/// </summary>
/// <param name="Subject">As the audit log calls it, such as <c>retail.product</c>.</param>
/// <param name="Path">Where its records are, on the site and in the API, such as <c>products</c>.</param>
/// <param name="View">Permission of who may see the record, and so what is said about it.</param>
/// <param name="Name">What a record is called; null where the business has none by that id.</param>
public sealed record NoteKind(string Subject, string Path, string View, Func<TenantSession, Guid, CancellationToken, Task<string?>> Name)
{
    /// <summary>
    /// It is about a person: a mention repeats neither what was said nor its name (it is called by the text
    /// <c>notes.record.{Subject}</c>), and who reads its notes is written down.
    /// </summary>
    public bool NameIsPersonal { get; init; }

    internal string Page(Guid record) => $"{Path}/{record}";
}
