namespace Niaga.Testing;

/// <summary>Waits for what happens on its own, and no longer than it may take.</summary>
internal static class Until
{
    public static async Task True(Func<Task<bool>> condition, string what, int seconds = 10)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed.TotalSeconds > seconds)
                throw new TimeoutException($"After {seconds} s still not: {what}");

            await tick.WaitForNextTickAsync();
        }
    }

    public static Task True(Func<bool> condition, string what, int seconds = 10) => True(() => Task.FromResult(condition()), what, seconds);
}
