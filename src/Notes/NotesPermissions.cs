namespace Niaga.Notes;

/// <summary>Permissions about comments and attachments.</summary>
public static class NotesPermissions
{
    /// <summary>Comment on records one may see, and attach files to them.</summary>
    public const string Write = "notes.write";

    /// <summary>Take away what others wrote or attached.</summary>
    public const string Moderate = "notes.moderate";
}
