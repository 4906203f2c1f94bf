using Niaga.Contract;
using Niaga.Platform.Mail;

namespace Niaga.Platform.Notifications;

/// <summary>
/// The ways a notification takes: the inbox, mail, and whatever provider of short messages the deployment has. Names:
/// <c>notifications.channel.{key}</c>.
/// </summary>
internal sealed class NotificationWays(IEnumerable<IMessageChannel> channels)
{
    public const string App = "app";
    public const string Mail = "mail";

    /// <summary>The providers of short messages.</summary>
    public IReadOnlyList<IMessageChannel> Short { get; } = [.. channels];

    /// <summary>The ways a kind can take.</summary>
    public IEnumerable<string> Of(NotificationKind kind) => kind.Mail == ByMail.Never ? [App] : [App, Mail, .. Short.Select(c => c.Key)];

    /// <summary>Whether a kind comes this way unless somebody chose otherwise.</summary>
    public static bool FromTheStart(NotificationKind kind, string way) => way == App || (way == Mail && kind.Mail == ByMail.UnlessUnwanted);
}
