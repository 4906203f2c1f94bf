using Niaga.Platform.Encryption;

namespace Niaga.Notes;

/// <summary>Where what is said stands encrypted.</summary>
public static class NoteColumns
{
    public static readonly PersonalColumn Text = new("notes.comments", "text");

    public static readonly PersonalColumn Name = new("notes.attachments", "name");

    /// <summary>What the log says was shown.</summary>
    public static readonly string[] Shown = ["notes"];
}
