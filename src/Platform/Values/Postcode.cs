using System.Diagnostics.CodeAnalysis;

namespace Niaga.Platform.Values;

/// <summary>
/// A Malaysian postcode: five digits. Whether it lies in a state is known by range only: enough to catch a wrong state
/// or a slip of the finger, not whether the post office uses that very number.
/// </summary>
public sealed record Postcode
{
    // Ranges of Pos Malaysia's numbering. Towns at a border use the neighbour's office, so a few ranges appear twice.
    private static readonly (MalaysianState State, int From, int To)[] Ranges =
    [
        (MalaysianState.Perlis, 1000, 2999),
        (MalaysianState.Kedah, 5000, 9999),
        (MalaysianState.Kedah, 14290, 14290), // Bandar Baharu, by way of Seberang Perai
        (MalaysianState.Kedah, 14390, 14390),
        (MalaysianState.Kedah, 34950, 34950), // Bandar Baharu, by way of Parit Buntar
        (MalaysianState.PulauPinang, 10000, 14999),
        (MalaysianState.Kelantan, 15000, 18999),
        (MalaysianState.Terengganu, 20000, 24999),
        (MalaysianState.Pahang, 25000, 28999),
        (MalaysianState.Pahang, 39000, 39999), // Cameron Highlands
        (MalaysianState.Pahang, 49000, 49999), // Bukit Fraser
        (MalaysianState.Pahang, 69000, 69999), // Genting Highlands
        (MalaysianState.Perak, 30000, 36999),
        (MalaysianState.Selangor, 35900, 35900), // Hulu Bernam, by way of Tanjong Malim
        (MalaysianState.Selangor, 40000, 48999),
        (MalaysianState.Selangor, 52000, 53999), // Sri Damansara, Gombak
        (MalaysianState.Selangor, 55000, 56999), // Pandan, Ampang, Cheras
        (MalaysianState.Selangor, 63000, 64999), // Cyberjaya, Sepang airport
        (MalaysianState.Selangor, 68000, 68999), // Ampang, Batu Caves
        (MalaysianState.KualaLumpur, 50000, 60999),
        (MalaysianState.KualaLumpur, 68100, 68100), // northern edge, by way of Batu Caves
        (MalaysianState.Putrajaya, 62000, 62999),
        (MalaysianState.NegeriSembilan, 70000, 73999),
        (MalaysianState.Melaka, 73000, 73000), // Pulau Sebang, by way of Tampin
        (MalaysianState.Melaka, 75000, 78999),
        (MalaysianState.Johor, 73400, 73400), // Gemas Baharu
        (MalaysianState.Johor, 79000, 86999),
        (MalaysianState.Labuan, 87000, 87999),
        (MalaysianState.Sabah, 88000, 91999),
        (MalaysianState.Sarawak, 93000, 98999),
    ];

    private Postcode(string value) => Value = value;

    /// <summary>The five digits, leading zero kept.</summary>
    public string Value { get; }

    /// <summary>Reads five digits within the numbering of any state.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Postcode? value)
    {
        value = null;
        var digits = text.AsSpan().Trim();
        if (digits.Length != 5 || digits.ContainsAnyExceptInRange('0', '9'))
            return false;

        var read = new Postcode(digits.ToString());
        if (!MalaysianState.All.Any(read.IsIn))
            return false;

        value = read;
        return true;
    }

    /// <summary>For trusted text, such as the database.</summary>
    /// <exception cref="FormatException">Not a postcode.</exception>
    public static Postcode Parse(string? text) =>
        TryParse(text, out var value) ? value : throw new FormatException("Not a Malaysian postcode.");

    /// <summary>Whether this postcode may belong to an address in that state.</summary>
    public bool IsIn(MalaysianState state)
    {
        var number = int.Parse(Value);
        return Ranges.Any(range => range.State == state && number >= range.From && number <= range.To);
    }

    public override string ToString() => Value;
}
