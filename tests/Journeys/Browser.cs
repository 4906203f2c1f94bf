using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Playwright;
using Niaga.Journeys;
using Xunit;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Browser))]
[assembly: CloseContexts]

namespace Niaga.Journeys;

/// <summary>One Chromium for all journeys of a run; a context of its own (cookies, size, language) for each.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string? Executable = new[]
    {
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    }.FirstOrDefault(File.Exists);

    // By the test that opened them.
    private static readonly ConcurrentDictionary<string, ConcurrentBag<IBrowserContext>> Opened = new();
    private static readonly ConcurrentBag<Task> Closing = [];

    private IPlaywright? playwright;
    private IBrowser? chromium;

    public async ValueTask InitializeAsync()
    {
        if (Executable is null)
            return;

        // A state is waited for as long as a page is; on a busy machine five seconds are not enough.
        Assertions.SetDefaultExpectTimeout(15_000);
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Executable,
                // A container's root has no user namespace to sandbox with; nothing but our own pages is opened.
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    /// <summary>A page in a browser of its own; the journey is skipped, with the line that helps, where there is no Chromium.</summary>
    /// <param name="address">The site's address.</param>
    /// <param name="width">Pixels; below 500 it is a phone with touch.</param>
    /// <param name="dark">Dark mode.</param>
    /// <param name="language">BCP 47.</param>
    /// <param name="worker">With the service worker, which would keep a journey from standing in for the network.</param>
    public async Task<IPage> Open(string address, int width = 1440, bool dark = false, string language = "en-MY", bool worker = false)
    {
        Assert.SkipWhen(chromium is null, "Chromium is not installed: apt-get install chromium");
        var context = await chromium.NewContextAsync(
            new()
            {
                BaseURL = address,
                ViewportSize = new() { Width = width, Height = width < 500 ? 740 : 900 },
                HasTouch = width < 500,
                IsMobile = width < 500,
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                Locale = language,
                TimezoneId = "Asia/Kuala_Lumpur",
                ReducedMotion = ReducedMotion.Reduce,
                ServiceWorkers = worker ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
            }
        );
        context.SetDefaultTimeout(15_000);
        if (TestContext.Current.Test is { } test)
            Opened.GetOrAdd(test.UniqueID, _ => []).Add(context);
        return await context.NewPageAsync();
    }

    /// <summary>
    /// Begins to close what a test opened: its pages would go on asking a site that is gone for as long as the run lasts.
    /// </summary>
    internal static void CloseOf(string test)
    {
        if (!Opened.TryRemove(test, out var contexts))
            return;

        foreach (var context in contexts)
            Closing.Add(context.CloseAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Closing);
        if (chromium is not null)
            await chromium.DisposeAsync();
        playwright?.Dispose();
    }
}

/// <summary>Ends each test's browsers with the test.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class CloseContextsAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Browser.CloseOf(test.UniqueID);
}
