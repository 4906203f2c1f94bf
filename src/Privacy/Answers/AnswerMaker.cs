using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;

namespace Niaga.Privacy.Answers;

/// <summary>Gathers what is kept of whoever asked, seals it and makes a link to it. Within a use case's transaction.</summary>
internal sealed class AnswerMaker(
    TenantSession session,
    PrivacyDb db,
    SubjectArchive archive,
    AnswerFiles kept,
    TenantFiles files,
    Caller caller,
    TimeProvider clock
)
{
    public const int MostMegabytes = 60;

    /// <param name="request">Whose.</param>
    /// <param name="all">A ZIP with papers and files; else the JSON alone.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<Outcome<AnswerLink>> Make(Guid request, bool all, CancellationToken cancel)
    {
        if (caller.LimitedTo is not null)
            return PrivacyErrors.SeesSomePlaces();

        // Of every place, whichever this device has chosen.
        await session.LimitTo(null, cancel);
        var content = await archive.Make(request, all, cancel);
        if (content.Length > MostMegabytes * 1024 * 1024)
            return PrivacyErrors.AnswerTooLarge(MostMegabytes);

        // Not refused for want of room: the law gives a day, and in a week it is gone.
        var (name, type) = all ? ("answer.zip", "application/zip") : ("answer.json", "application/json");
        if (!(await files.KeepRegardless(name, type, content, cancel)).Succeeded(out var file, out var away))
            return away;

        var (token, code) = (AnswerLink.NewToken(), AnswerLink.NewCode());
        var answer = new Answer(
            request,
            all ? "zip" : "json",
            file,
            AnswerLink.HashOf(token),
            AnswerLink.HashOf(token, code),
            clock.GetUtcNow()
        );
        // The link made before is worth nothing from now on.
        await kept.Clear(request, cancel);
        db.Set<Answer>().Add(answer);
        await db.SaveChangesAsync(cancel);
        return new AnswerLink($"privacy-answers/{token}", AnswerLink.Shown(code), answer.ExpiresAt);
    }
}
