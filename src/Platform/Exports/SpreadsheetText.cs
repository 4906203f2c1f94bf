namespace Niaga.Platform.Exports;

/// <summary>Text in a file that a spreadsheet will open.</summary>
public static class SpreadsheetText
{
    /// <summary>What a spreadsheet would take for a formula gets an apostrophe in front; an import takes it off again.</summary>
    public static string Of(string? text) => text is ['=' or '+' or '-' or '@' or '\'', ..] ? "'" + text : text ?? "";
}
