namespace Niaga.Trade.Customers;

/// <summary>What a customer may be asked to agree to, and how they may say so (PDPA 2010, notice and choice).</summary>
internal static class Consents
{
    public static readonly IReadOnlyList<string> Purposes =
    [
        "marketing",
        "marketing_email",
        "marketing_message",
        "profiling",
        "reminders",
        "loyalty",
        "sharing",
    ];

    /// <summary>What ends when somebody objects to marketing.</summary>
    public static readonly IReadOnlyList<string> Marketing = ["marketing", "marketing_email", "marketing_message", "profiling"];

    public static readonly IReadOnlyList<string> Channels = ["in_person", "phone", "message", "email", "form", "website"];
}
