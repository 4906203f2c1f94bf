using Niaga.Platform.Encryption;

namespace Niaga.Privacy.Breaches;

/// <summary>The encrypted columns of breaches, and what the log of who looked calls them.</summary>
internal static class BreachColumns
{
    public const string Subject = "privacy.breach";

    public static readonly string[] Listed = ["name"];
    public static readonly string[] All = ["name", "note"];

    public static readonly PersonalColumn Title = new("privacy.breaches", "title");
    public static readonly PersonalColumn Story = new("privacy.breaches", "story");
    public static readonly PersonalColumn Affected = new("privacy.breaches", "affected");
    public static readonly PersonalColumn Measures = new("privacy.breaches", "measures");
    public static readonly PersonalColumn LateCommissioner = new("privacy.breaches", "late_commissioner");
    public static readonly PersonalColumn LatePeople = new("privacy.breaches", "late_people");
    public static readonly PersonalColumn Note = new("privacy.breach_events", "note");
}
