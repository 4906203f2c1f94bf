namespace Niaga.Trade.Customers;

/// <summary>What a customer may be asked to agree to, and how they may say so (PDPA 2010, notice and choice).</summary>
internal static class Consents
{
    public static readonly IReadOnlyList<string> Purposes = ["marketing", "reminders", "loyalty", "sharing"];

    public static readonly IReadOnlyList<string> Channels = ["in_person", "phone", "message", "email", "form", "website"];
}
