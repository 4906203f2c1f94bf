using Niaga.Platform.Encryption;

namespace Niaga.Privacy.Requests;

/// <summary>The encrypted columns of requests, and what the log of who looked calls them.</summary>
internal static class RequestColumns
{
    public const string Subject = "privacy.request";

    public static readonly string[] Listed = ["name"];
    public static readonly string[] All = ["name", "contact", "note"];

    public static readonly PersonalColumn Name = new("privacy.requests", "name");
    public static readonly PersonalColumn Contact = new("privacy.requests", "contact");
    public static readonly PersonalColumn Details = new("privacy.requests", "details");
    public static readonly PersonalColumn Note = new("privacy.request_events", "note");
}
