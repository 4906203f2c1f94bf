namespace Niaga.Platform.Callers;

/// <summary>
/// Step-up: before a dangerous act the person has proven within minutes who they are, by the strongest means they have. Opening the
/// page asks for it; what is then typed may take longer, so that nothing typed is lost.
/// </summary>
internal static class RecentAuthentication
{
    public static readonly TimeSpan ToOpen = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan ToAct = TimeSpan.FromMinutes(30);

    public static bool Holds(SignInState? session, DateTimeOffset now, bool acting) =>
        session?.ProvenAt is { } proven && now - proven <= (acting ? ToAct : ToOpen);
}
