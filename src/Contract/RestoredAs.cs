namespace Niaga.Contract;

/// <summary>What becomes of a table's rows when a business is restored to a time.</summary>
public enum RestoredAs
{
    /// <summary>As they were then; what came later goes, but for what something that stays points to.</summary>
    Replaced,

    /// <summary>What is there stays as it is, what lacks comes back: documents, logs, and what is added up from them.</summary>
    Merged,

    /// <summary>Whole numbers never fall: a number is not given twice.</summary>
    Highest,

    /// <summary>Left alone.</summary>
    Skipped,
}
