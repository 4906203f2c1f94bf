namespace Niaga.Platform.Mail;

/// <summary>The way out for short messages. An outside edge: WhatsApp and SMS each by a provider, or by the sandbox.</summary>
public interface IMessageChannel
{
    /// <summary><c>whatsapp</c> or <c>sms</c>.</summary>
    string Key { get; }

    /// <summary>Sends a message; called from background work only. Throws when it is not taken, and the work tries again.</summary>
    Task Send(ShortMessage message, CancellationToken cancel);
}

/// <summary>A short message.</summary>
/// <param name="Key">Stable over attempts, for a provider that takes one.</param>
/// <param name="To">The number, as +60123456789.</param>
/// <param name="Text">Plain text.</param>
public sealed record ShortMessage(string Key, string To, string Text);
