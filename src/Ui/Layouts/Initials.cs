using System.Globalization;

namespace Niaga.Ui;

/// <summary>The letter that stands for a name where there is no picture.</summary>
internal static class Initials
{
    public static string Of(string name) =>
        name.Trim() is { Length: > 0 } text ? StringInfo.GetNextTextElement(text).ToUpperInvariant() : "?";
}
