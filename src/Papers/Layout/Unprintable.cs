using Niaga.Papers.Typesetting;

namespace Niaga.Papers.Layout;

/// <summary>Characters without a font are said on the paper itself: a box alone would pass for the shop's own mistake.</summary>
internal static class Unprintable
{
    private const int MostNamed = 8;

    public static void Say(Flow flow, Paper paper, Typesetter type, float size)
    {
        if (type.Missing.Count == 0)
            return;

        flow.Space(size / 2);
        flow.Text(paper.Words["papers.unprintable", string.Join(", ", type.Missing.Take(MostNamed))], size * 0.85f);
    }
}
