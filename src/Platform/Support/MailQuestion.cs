using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Platform.Mail;
using Niaga.Platform.Work;

namespace Niaga.Platform.Support;

/// <summary>Mails a question to the operator; the answer goes to the writer.</summary>
internal sealed partial class MailQuestion(IMail mail, IOptions<SupportSettings> support, ILogger<MailQuestion> log) : IWorkHandler
{
    internal const string Kind = "platform.mail_question";

    internal sealed record Payload(
        string Reference,
        string Text,
        string ReplyTo,
        string Page,
        string Business,
        string Role,
        string Browser,
        string Language
    );

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var asked = item.Payload<Payload>();
        if (support.Value.Email is not { Length: > 0 } operators)
            return;

        var body = $"""
            {asked.Text}

            --
            Reference: {asked.Reference}
            Answer to: {asked.ReplyTo}
            Business: {asked.Business}
            Role: {asked.Role}
            Page: {asked.Page}
            Language: {asked.Language}
            Browser: {asked.Browser}
            """;
        await mail.Send(new($"{item.Id:N}", operators, $"{asked.Reference} · {asked.Business}", body) { ReplyTo = asked.ReplyTo }, cancel);
        LogMailed(log, asked.Reference);
    }

    [LoggerMessage(EventId = 4700, Level = LogLevel.Information, Message = "Question {Reference} went to the operator")]
    private static partial void LogMailed(ILogger log, string reference);
}
