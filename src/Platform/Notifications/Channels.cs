namespace Niaga.Platform.Notifications;

/// <summary>The ways a notification takes. Names: <c>notifications.channel.{key}</c>.</summary>
internal static class Channels
{
    public const string App = "app";
    public const string Mail = "mail";
}
