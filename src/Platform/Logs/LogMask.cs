using System.Text.RegularExpressions;

namespace Niaga.Platform.Logs;

/// <summary>
/// Takes out of a text what looks like a person's: MyKad numbers, addresses of e-mail, phone numbers. Names have no look of their own;
/// those stand in exceptions as what somebody typed, in quotation marks.
/// </summary>
internal static partial class LogMask
{
    public const string Masked = "•••";

    /// <summary>A line, as it may be written.</summary>
    public static string Of(string text) => Phone().Replace(MyKad().Replace(Mail().Replace(text, Masked), Masked), Masked);

    /// <summary>An exception, message and trace: what it quotes goes too, but for names of types, settings and constraints.</summary>
    public static string Of(Exception exception)
    {
        var lines = exception.ToString().Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("   at ", StringComparison.Ordinal))
                lines[i] = Quoted().Replace(lines[i], q => Name().IsMatch(q.Value) ? q.Value : $"{q.Value[0]}{Masked}{q.Value[^1]}");
        }
        return Of(string.Join('\n', lines));
    }

    [GeneratedRegex(@"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")]
    private static partial Regex Mail();

    // Six digits are a day of birth; a number or an id that goes on before or after is none.
    [GeneratedRegex(@"(?<![\w-])\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:-\d\d-|\d\d)\d{4}(?![\w-])")]
    private static partial Regex MyKad();

    [GeneratedRegex(@"(?<![\w.-])(?:\+\d{8,15}|60\d{8,10}|0\d{1,2}[- ]?\d{3,4}[- ]?\d{4})(?![\w-])")]
    private static partial Regex Phone();

    [GeneratedRegex("""(?<!\w)(?:'[^'\n]{1,500}'|"[^"\n]{1,500}")(?!\w)""")]
    private static partial Regex Quoted();

    [GeneratedRegex("""^.[A-Za-z][\w`+\[\], /:-]*[._][\w`+\[\],./:-]*.$""")]
    private static partial Regex Name();
}
