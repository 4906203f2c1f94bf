using System.Diagnostics.CodeAnalysis;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>Why a sale is put right: always said, printed on the document.</summary>
internal static class ReversalReason
{
    public const int Longest = 200;

    public static bool TryRead(string? typed, out string reason, [NotNullWhen(false)] out Refusal? refusal)
    {
        reason = typed?.Trim() ?? "";
        refusal = reason switch
        {
            "" => PlatformErrors.Required("Reason"),
            { Length: > Longest } => PlatformErrors.TooLong("Reason", Longest),
            _ when !SingleLineText.IsValid(reason) => PlatformErrors.Invalid("Reason"),
            _ => null,
        };
        return refusal is null;
    }
}
