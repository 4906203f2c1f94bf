namespace Niaga.Notes;

/// <summary>A comment or an attachment of a record.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind" example="comment"><c>comment</c> or <c>file</c>.</param>
/// <param name="PersonId">Who wrote or attached it.</param>
/// <param name="Person" example="Siti binti Ali">What they are called.</param>
/// <param name="At">When.</param>
/// <param name="Text" example="@Ali please check">The comment, or the file's name.</param>
/// <param name="EditedAt">When it was last edited.</param>
/// <param name="Bytes">Of a file; null for a comment.</param>
public sealed record NoteView(
    Guid Id,
    string Kind,
    Guid PersonId,
    string Person,
    DateTimeOffset At,
    string Text,
    DateTimeOffset? EditedAt,
    long? Bytes
)
{
    internal const string File = "file";

    internal bool IsFile => Kind == File;
}
