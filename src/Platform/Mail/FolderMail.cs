using System.Globalization;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Niaga.Platform.Mail;

/// <summary>Development mail: .eml files in a folder, read at <c>/dev/mail</c>.</summary>
internal sealed class FolderMail(IOptions<MailOptions> options, TimeProvider clock) : IMail
{
    /// <summary>A kept letter.</summary>
    internal sealed record Kept(DateTimeOffset At, string To, string Subject, string Body);

    public async Task Send(EmailMessage letter, CancellationToken cancel)
    {
        using var message = SmtpMail.Compose(letter, options.Value.From);
        message.Date = clock.GetUtcNow();
        Directory.CreateDirectory(options.Value.Folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyyMMddHHmmssfff}-{Guid.CreateVersion7():N}.eml");
        var path = Path.Combine(options.Value.Folder, name);
        // Whole at once: whoever reads the folder meanwhile meets no half a letter.
        await message.WriteToAsync(path + ".part", cancel);
        File.Move(path + ".part", path);
    }

    /// <summary>The newest letters, the last first.</summary>
    internal async Task<IReadOnlyList<Kept>> Newest(int most, CancellationToken cancel)
    {
        if (!Directory.Exists(options.Value.Folder))
            return [];

        var letters = new List<Kept>();
        foreach (var file in Directory.EnumerateFiles(options.Value.Folder, "*.eml").OrderDescending().Take(most))
        {
            using var message = await MimeMessage.LoadAsync(file, cancel);
            letters.Add(new(message.Date, message.To.ToString(), message.Subject ?? "", message.TextBody ?? ""));
        }
        return letters;
    }
}
