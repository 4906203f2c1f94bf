using System.Globalization;
using System.Text.Json;

namespace Niaga.Platform.Mail;

/// <summary>A provider for trying things out: what it would send lies in a folder, a file each.</summary>
/// <param name="key">Which way it stands for.</param>
/// <param name="folder">Where the files go.</param>
/// <param name="clock">The time in their names.</param>
internal sealed class SandboxMessages(string key, string folder, TimeProvider clock) : IMessageChannel
{
    /// <summary>Its name in the configuration: <c>Messages:WhatsApp</c>, <c>Messages:Sms</c>.</summary>
    public const string Name = "sandbox";

    public string Key => key;

    public async Task Send(ShortMessage message, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.GetUtcNow():yyyyMMddHHmmssfff}-{key}-{Guid.CreateVersion7():N}.json"
        );
        var path = Path.Combine(folder, name);
        // Written under a temporary name first, so that nobody reads half a message.
        await File.WriteAllTextAsync(path + ".part", JsonSerializer.Serialize(message), cancel);
        File.Move(path + ".part", path);
    }
}
