namespace Niaga.Testing;

/// <summary>The real time and as much more as a test has let pass. The database's own clock stays where it is.</summary>
public sealed class AdjustableClock : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public void Pass(TimeSpan time) => Interlocked.Add(ref ahead, time.Ticks);
}
