using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Niaga.Journeys;

/// <summary>
/// axe, run in the page itself. The package's own runner opens a second page for each one looked at and carries every passed check there;
/// that was four fifths of the time of these journeys.
/// </summary>
internal static class Accessibility
{
    // A rule has one impact: what is minor or moderate need not run. Style sheets are preloaded for a rule that does not run either.
    private const string Run = """
        async () => {
            const rules = {};
            for (const rule of axe._audit.rules)
                if (rule.impact === 'minor' || rule.impact === 'moderate') rules[rule.id] = { enabled: false };
            const { violations } = await axe.run({ rules, resultTypes: ['violations'], reporter: 'no-passes', preload: false });
            return violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.id} at ${v.nodes[0].target}`);
        }
        """;

    private static readonly string Axe = Source();

    /// <returns>Serious and critical violations, each with the first element it was found at.</returns>
    public static async Task<string[]> Violations(this IPage page)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            // From now on the page brings it along: half a megabyte once through the wire, not for every page.
            await page.AddInitScriptAsync(Axe);
            await page.EvaluateAsync(Axe);
        }
        return await page.EvaluateAsync<string[]>(Run);
    }

    private static string Source()
    {
        using var stream = typeof(AxeRunOptions).Assembly.GetManifestResourceStream("Deque.AxeCore.Commons.Resources.axe.min.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
