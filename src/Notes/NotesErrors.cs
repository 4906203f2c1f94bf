using Niaga.Platform.Refusals;

namespace Niaga.Notes;

/// <summary>Refusals about comments and attachments.</summary>
internal static class NotesErrors
{
    public const string FileField = "Attachment";

    public static Refusal NotYours() => new("notes.not_yours", 403);

    public static Refusal TooManyFiles(int most) => new("notes.too_many_files", 409, FileField, most);

    public static Refusal FileTooLarge(int megabytes) => new("notes.file_too_large", 413, FileField, megabytes);

    /// <summary>Neither PDF, picture, office file nor text; by its content, whatever it is called.</summary>
    public static Refusal FileKind() => new("notes.file_kind", 415, FileField);

    /// <summary>An office file with macros.</summary>
    public static Refusal FileMacros() => new("notes.file_macros", 415, FileField);
}
