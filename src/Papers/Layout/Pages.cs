namespace Niaga.Papers.Layout;

/// <summary>Pieces dealt out to pages.</summary>
internal static class Pages
{
    /// <param name="height">Room on a page for pieces.</param>
    public static IReadOnlyList<IReadOnlyList<Piece>> Of(IReadOnlyList<Piece> pieces, float height)
    {
        var pages = new List<List<Piece>> { new() };
        var used = 0f;
        for (var i = 0; i < pieces.Count; i++)
        {
            if (used > 0 && used + WithFollowers(pieces, i) > height)
            {
                pages.Add([]);
                used = 0;
                if (pieces[i].Heading is { } heading)
                {
                    pages[^1].Add(heading);
                    used = heading.Height;
                }
            }
            pages[^1].Add(pieces[i]);
            used += pieces[i].Height;
        }
        return pages;
    }

    private static float WithFollowers(IReadOnlyList<Piece> pieces, int at)
    {
        var height = pieces[at].Height;
        for (; pieces[at].KeepWithNext && at + 1 < pieces.Count; at++)
            height += pieces[at + 1].Height;
        return height;
    }
}
