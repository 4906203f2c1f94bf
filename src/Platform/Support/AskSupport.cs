using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Platform.Support;

/// <summary>Writes to the operator. What is known of the writer goes along only as far as it helps: where, in which role.</summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
internal sealed class AskSupport(Outbox outbox, Caller caller, IOptions<SupportSettings> support)
    : UseCase<AskSupport, AskSupport.Input, string>
{
    public const int LongestText = 4000;
    private const int LongestNote = 300;

    // Without letters that are read or heard as others.
    private const string Signs = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    /// <param name="Text">What is asked.</param>
    /// <param name="ReplyTo">Where the answer goes.</param>
    /// <param name="Page">The page it is about; null where nobody knows.</param>
    /// <param name="Role">The writer's role, as the business calls it.</param>
    /// <param name="Browser">As it calls itself.</param>
    /// <param name="Language">Code of the language they read.</param>
    public sealed record Input(string? Text, string? ReplyTo, string? Page, string Role, string? Browser, string Language);

    /// <returns>The reference, such as <c>N-7KQ2M9</c>.</returns>
    public override Task<Outcome<string>> Run(Input input, CancellationToken cancel) => Task.FromResult(Send(input));

    private Outcome<string> Send(Input input)
    {
        var text = input.Text?.ReplaceLineEndings("\n").Trim() ?? "";
        if (string.IsNullOrWhiteSpace(support.Value.Email))
            return PlatformErrors.NotFound();
        if (text.Length == 0)
            return PlatformErrors.Required("Text");
        if (text.Length > LongestText)
            return PlatformErrors.TooLong("Text", LongestText);
        if (!text.Split('\n').All(line => line.Length == 0 || SingleLineText.IsValid(line.Replace('\t', ' ') + ".")))
            return PlatformErrors.Invalid("Text");
        if (string.IsNullOrWhiteSpace(input.ReplyTo))
            return PlatformErrors.Required("ReplyTo");
        if (!EmailAddress.TryParse(input.ReplyTo, out var reply))
            return PlatformErrors.Invalid("ReplyTo");

        var reference = $"N-{RandomNumberGenerator.GetString(Signs, 6)}";
        outbox.Add(
            MailQuestion.Kind,
            new MailQuestion.Payload(
                reference,
                text,
                reply.Value,
                Short(input.Page),
                caller.Slug?.Value ?? "",
                Short(input.Role),
                Short(input.Browser),
                input.Language
            )
        );
        return reference;
    }

    private static string Short(string? note)
    {
        var clean = SingleLineText.Clean(note ?? "");
        return clean.Length <= LongestNote ? clean : clean[..LongestNote];
    }
}
