using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Niaga.Platform.Callers;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Identity.Webhooks;

/// <summary>What somebody wants of a webhook, checked.</summary>
internal sealed record WebhookDraft(string Address, string Description, IReadOnlyList<string> Events);

/// <summary>Reads what was typed: an address of the public internet, and events whose data the caller may see.</summary>
internal sealed class WebhookDrafts(ModuleCatalog modules, Caller caller, IOptions<WebhookSettings> settings)
{
    private const int LongestAddress = 500;
    private const int LongestDescription = 80;
    private static readonly int[] Ports = [443, 8443];
    private static readonly TimeSpan NameTimeout = TimeSpan.FromSeconds(4);

    public async Task<Outcome<WebhookDraft>> Read(
        string? address,
        string? description,
        IReadOnlyList<string?>? events,
        CancellationToken cancel
    )
    {
        var refusals = new List<Refusal>();
        var target = await ReadAddress(address, refusals, cancel);
        var name = SingleLineName.Read(description, "Description", refusals, LongestDescription);
        var told = ReadEvents(events, refusals);
        return Refusal.Of(refusals) is { } refusal ? refusal : new WebhookDraft(target, name, told);
    }

    private async Task<string> ReadAddress(string? typed, List<Refusal> refusals, CancellationToken cancel)
    {
        if (SingleLineText.Read(typed, "Address", LongestAddress, refusals) is not { } text)
        {
            if (refusals.Count == 0)
                refusals.Add(PlatformErrors.Required("Address"));
            return "";
        }
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http")
            || uri.UserInfo.Length > 0
            || uri.Fragment.Length > 0
            || uri.AbsoluteUri.Length > LongestAddress
        )
            refusals.Add(WebhookErrors.AddressInvalid());
        else if (!settings.Value.AllowPrivateAddresses && await RefuseFarEnd(uri, cancel) is { } refusal)
            refusals.Add(refusal);
        return uri?.AbsoluteUri ?? "";
    }

    private static async Task<Refusal?> RefuseFarEnd(Uri uri, CancellationToken cancel)
    {
        if (uri.Scheme != Uri.UriSchemeHttps)
            return WebhookErrors.NotEncrypted();
        if (!Ports.Contains(uri.Port))
            return WebhookErrors.PortClosed();

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(NameTimeout);
        try
        {
            // Asked again at each connection: what a name leads to can change.
            await PublicInternet.Resolve(uri.IdnHost, limited.Token);
            return null;
        }
        catch (PrivateAddressException)
        {
            return WebhookErrors.HostPrivate(uri.Host);
        }
        catch (Exception e)
            when (e is SocketException or ArgumentException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return WebhookErrors.HostUnknown(uri.Host);
        }
    }

    private string[] ReadEvents(IReadOnlyList<string?>? events, List<Refusal> refusals)
    {
        var keys = (events ?? []).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (keys.Length == 0)
            refusals.Add(PlatformErrors.Required("Events"));
        else if (keys.FirstOrDefault(k => k is null || !modules.Events.ContainsKey(k)) is { } unknown)
            refusals.Add(WebhookErrors.EventUnknown(unknown.Length > 100 ? unknown[..100] : unknown));
        else if (keys.Contains(null))
            refusals.Add(PlatformErrors.Invalid("Events"));
        else if (keys.FirstOrDefault(k => !modules.MayHear(k!, caller.Permissions, caller.Entitlements)) is { } beyond)
            refusals.Add(WebhookErrors.EventBeyondYou(beyond));
        return [.. keys.OfType<string>()];
    }
}
