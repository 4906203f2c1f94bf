namespace Niaga.Ui;

/// <summary>What a status means to the reader; the colour follows from it, the same everywhere.</summary>
public enum Standing
{
    /// <summary>Green: it went well.</summary>
    Done,

    /// <summary>Blue: it goes on by itself.</summary>
    UnderWay,

    /// <summary>Amber: someone must act.</summary>
    NeedsSomeone,

    /// <summary>Red: it failed.</summary>
    Failed,

    /// <summary>Grey: over, archived, not begun.</summary>
    Past,
}

internal static class StandingClass
{
    public static string Of(Standing standing) =>
        standing switch
        {
            Standing.Done => "is-done",
            Standing.UnderWay => "is-under-way",
            Standing.NeedsSomeone => "is-needs-someone",
            Standing.Failed => "is-failed",
            _ => "is-past",
        };
}
