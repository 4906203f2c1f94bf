using Microsoft.AspNetCore.Http;

namespace Niaga.Site.Webhooks;

/// <summary>A webhook as typed.</summary>
public sealed class WebhookForm
{
    public string? Address { get; set; }

    public string? Description { get; set; }

    /// <summary>The events ticked.</summary>
    internal static HashSet<string> Ticked(HttpContext http) =>
        http.Request.HasFormContentType ? [.. http.Request.Form["Form.Events"].OfType<string>()] : [];
}
