namespace Niaga.Privacy.Requests;

/// <summary>What people may ask for, how it is checked who they are, and why they may be refused (PDPA 2010 s.32, s.36).</summary>
internal static class RequestKinds
{
    public const string Access = "access";
    public const string Correction = "correction";
    public const string Portability = "portability";
    public const string Objection = "objection";
    public const string Withdrawal = "withdrawal";

    public static readonly IReadOnlyList<string> All = [Access, Correction, Portability, Objection, Withdrawal];

    public static readonly IReadOnlyList<string> Ways = ["document", "known", "account", "other"];

    /// <summary>Days until it is due, and so many more once.</summary>
    public const int Days = 21;

    public const int MoreDays = 14;

    /// <summary>Nobody waits for these.</summary>
    public static bool HoldsAtOnce(string kind) => kind is Objection or Withdrawal;

    /// <summary>Whoever asks fetches a file.</summary>
    public static bool HasFile(string kind) => kind is Access or Portability;

    public static IReadOnlyList<string> GroundsOf(string kind) =>
        kind switch
        {
            Objection or Withdrawal => ["identity"],
            Correction => ["identity", "not_found", "correct", "law"],
            _ => ["identity", "not_found", "others", "burden", "confidential", "law"],
        };

    /// <summary>The last day; the database allows no other.</summary>
    public static DateOnly DueOn(string kind, DateOnly received, bool extended) =>
        HoldsAtOnce(kind) ? received : received.AddDays(extended ? Days + MoreDays : Days);
}
