using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Privacy.Register;

/// <summary>What must be said on one line.</summary>
internal static class RegisterText
{
    public static string? Line(string? typed, string field, int longest, List<Refusal> refusals)
    {
        var before = refusals.Count;
        var text = SingleLineText.Read(typed, field, longest, refusals);
        if (text is null && refusals.Count == before)
            refusals.Add(PlatformErrors.Required(field));
        return text;
    }
}
