using System.Diagnostics.CodeAnalysis;
using Niaga.Papers.Layout;

namespace Niaga.Papers.Output;

/// <summary>What a paper is made into: PDF, or the bytes of a receipt printer.</summary>
public sealed class PaperFormat
{
    private PaperFormat(string key, Medium medium, bool bytes) => (Key, Medium, IsEscPos) = (key, medium, bytes);

    public static readonly PaperFormat A4 = new("a4", Medium.A4, bytes: false);
    public static readonly PaperFormat Slip80 = new("80mm", Medium.Roll80, bytes: false);
    public static readonly PaperFormat Slip58 = new("58mm", Medium.Roll58, bytes: false);

    /// <summary>All of them, in the order in which people are asked.</summary>
    public static readonly IReadOnlyList<PaperFormat> All =
    [
        A4,
        Slip80,
        Slip58,
        new("80mm-escpos", Medium.Roll80, bytes: true),
        new("58mm-escpos", Medium.Roll58, bytes: true),
    ];

    /// <summary>Its word in an address.</summary>
    public string Key { get; }

    internal Medium Medium { get; }

    /// <summary>Bytes for a receipt printer instead of a PDF.</summary>
    public bool IsEscPos { get; }

    /// <summary>Ending of a file's name.</summary>
    public string Ending => IsEscPos ? ".bin" : ".pdf";

    /// <returns>False for what is none; A4 where nothing is asked for.</returns>
    public static bool TryParse(string? key, [NotNullWhen(true)] out PaperFormat? format)
    {
        format = string.IsNullOrEmpty(key) ? A4 : All.FirstOrDefault(f => f.Key == key);
        return format is not null;
    }
}
