using System.Buffers.Text;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;

namespace Niaga.Identity.Factors;

/// <summary>What a person calls a passkey, and how an address names it.</summary>
internal static class PasskeyNames
{
    public const int Longest = 60;

    public static Refusal? Refuse(string? name) =>
        string.IsNullOrWhiteSpace(name) ? PlatformErrors.Required("Name")
        : name.Trim().Length > Longest ? PlatformErrors.TooLong("Name", Longest)
        : !SingleLineText.IsValid(name.Trim()) ? PlatformErrors.Invalid("Name")
        : null;

    public static string Id(byte[] credential) => Base64Url.EncodeToString(credential);

    /// <summary>The credential an address names, or null.</summary>
    public static byte[]? Credential(string? id) =>
        id is { Length: > 0 and <= 1400 } && Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : null;
}
