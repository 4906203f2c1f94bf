using System.Net;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Values;
using Niaga.Testing;

namespace Niaga.Platform.Tests.Sso;

/// <summary>Browsers that are signed in already.</summary>
internal static class Browsers
{
    public static async Task<Browser> Signed(this NiagaApp app, PersonId person, DateTimeOffset? at = null, bool factor = false)
    {
        var browser = new Browser(app);
        var now = at ?? TimeProvider.System.GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, person, now, factor ? now : null);
        var split = cookie.IndexOf('=', StringComparison.Ordinal);
        browser.Cookies.Add(new Uri(app.Address), new Cookie(cookie[..split], cookie[(split + 1)..], "/"));
        return browser;
    }
}
