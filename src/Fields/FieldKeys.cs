using System.Globalization;
using Niaga.Platform.Values;

namespace Niaga.Fields;

/// <summary>Keys that programs know fields and options by: <c>Batch no.</c> is <c>batch_no</c>.</summary>
internal static class FieldKeys
{
    // Leaves room for a number behind it.
    private const int Longest = 34;

    /// <param name="name">What it is called.</param>
    /// <param name="otherwise">Where its name has no Latin letter.</param>
    /// <param name="taken">Keys that are given already; the new one joins them.</param>
    public static string Of(string name, string otherwise, ISet<string> taken)
    {
        var letters = SearchKey.Of(name).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_').ToArray();
        var key = string.Join('_', new string(letters).Split('_', StringSplitOptions.RemoveEmptyEntries));
        if (key.Length == 0)
            key = otherwise;
        else if (char.IsAsciiDigit(key[0]))
            key = otherwise + "_" + key;
        if (key.Length > Longest)
            key = key[..Longest].TrimEnd('_');
        var free = key;
        for (var i = 2; !taken.Add(free); i++)
            free = string.Create(CultureInfo.InvariantCulture, $"{key}_{i}");
        return free;
    }
}
