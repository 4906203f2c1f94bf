using System.Diagnostics;

namespace Niaga.Bench;

/// <summary>Acts one after the other, timed each; figures over rounds, so that one bad moment of the machine is not the figure.</summary>
internal static class Timed
{
    /// <summary>Milliseconds of each act, for as long as given.</summary>
    public static async Task<List<double>> Times(double seconds, Func<Task> act)
    {
        var times = new List<double>();
        for (var whole = Stopwatch.StartNew(); whole.Elapsed.TotalSeconds < seconds; )
        {
            var one = Stopwatch.StartNew();
            await act();
            times.Add(one.Elapsed.TotalMilliseconds);
        }
        return times;
    }

    public static double At(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));

    /// <summary>The median round's share.</summary>
    public static double Median(List<List<double>> rounds, double share) => At([.. rounds.Select(r => At(r, share))], 0.5);
}
