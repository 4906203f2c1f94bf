using System.Diagnostics.CodeAnalysis;

namespace Niaga.Platform.Values;

/// <summary>
/// One of Malaysia's thirteen states and three federal territories, with the codes LHDN's e-Invoice uses.
/// Equal by reference: the sixteen in <see cref="All"/> are the only ones.
/// </summary>
public sealed class MalaysianState
{
    private static readonly DayOfWeek[] SaturdaySunday = [DayOfWeek.Saturday, DayOfWeek.Sunday];
    private static readonly DayOfWeek[] FridaySaturday = [DayOfWeek.Friday, DayOfWeek.Saturday];

    public static readonly MalaysianState Johor = new("01", "Johor", SaturdaySunday);
    public static readonly MalaysianState Kedah = new("02", "Kedah", FridaySaturday);
    public static readonly MalaysianState Kelantan = new("03", "Kelantan", FridaySaturday);
    public static readonly MalaysianState Melaka = new("04", "Melaka", SaturdaySunday, "Malacca");
    public static readonly MalaysianState NegeriSembilan = new("05", "Negeri Sembilan", SaturdaySunday);
    public static readonly MalaysianState Pahang = new("06", "Pahang", SaturdaySunday);
    public static readonly MalaysianState PulauPinang = new("07", "Pulau Pinang", SaturdaySunday, "Penang");
    public static readonly MalaysianState Perak = new("08", "Perak", SaturdaySunday);
    public static readonly MalaysianState Perlis = new("09", "Perlis", SaturdaySunday);
    public static readonly MalaysianState Selangor = new("10", "Selangor", SaturdaySunday);
    public static readonly MalaysianState Terengganu = new("11", "Terengganu", FridaySaturday);
    public static readonly MalaysianState Sabah = new("12", "Sabah", SaturdaySunday);
    public static readonly MalaysianState Sarawak = new("13", "Sarawak", SaturdaySunday);
    public static readonly MalaysianState KualaLumpur = new("14", "Kuala Lumpur", SaturdaySunday);
    public static readonly MalaysianState Labuan = new("15", "Labuan", SaturdaySunday);
    public static readonly MalaysianState Putrajaya = new("16", "Putrajaya", SaturdaySunday);

    private readonly string? alias;

    private MalaysianState(string code, string name, DayOfWeek[] weekend, string? alias = null)
    {
        Code = code;
        Name = name;
        Weekend = weekend;
        this.alias = alias;
    }

    /// <summary>All sixteen, by code.</summary>
    public static IReadOnlyList<MalaysianState> All { get; } =
    [
        Johor,
        Kedah,
        Kelantan,
        Melaka,
        NegeriSembilan,
        Pahang,
        PulauPinang,
        Perak,
        Perlis,
        Selangor,
        Terengganu,
        Sabah,
        Sarawak,
        KualaLumpur,
        Labuan,
        Putrajaya,
    ];

    /// <summary>Two digits, <c>01</c> to <c>16</c>; what is stored.</summary>
    public string Code { get; }

    /// <summary>Official Malay name, the same in both languages of the product.</summary>
    public string Name { get; }

    /// <summary>
    /// The public weekend as it stands: Friday and Saturday in Kedah, Kelantan and Terengganu, elsewhere Saturday and Sunday
    /// (Johor since 2025). A business's own closing days are its own setting.
    /// </summary>
    public IReadOnlyList<DayOfWeek> Weekend { get; }

    public bool IsWeekend(DayOfWeek day) => Weekend.Contains(day);

    /// <summary>Reads a two-digit code, the Malay name or the common English one, in any case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MalaysianState? value)
    {
        var wanted = text?.Trim();
        value = All.FirstOrDefault(state => state.Code == wanted || Same(state.Name, wanted) || Same(state.alias, wanted));
        return value is not null;

        static bool Same(string? name, string? wanted) =>
            name is not null && string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>For trusted text, such as the database.</summary>
    /// <exception cref="FormatException">Not a state.</exception>
    public static MalaysianState Parse(string? text) =>
        TryParse(text, out var value) ? value : throw new FormatException("Not a Malaysian state.");

    /// <summary>
    /// The line of an address with the town: "41050 Klang, Selangor". A town called as its state, Kuala Lumpur, is said once.
    /// </summary>
    /// <param name="postcode">Five digits.</param>
    /// <param name="town">Its name.</param>
    /// <param name="state">Code or name; what is none is left out.</param>
    /// <returns>Null where nothing is known.</returns>
    public static string? TownLine(string? postcode, string? town, string? state)
    {
        string?[] parts = [$"{postcode} {town}".Trim(), TryParse(state, out var known) && known.Name != town ? known.Name : null];
        return string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part))) is { Length: > 0 } line ? line : null;
    }

    public override string ToString() => Name;
}
