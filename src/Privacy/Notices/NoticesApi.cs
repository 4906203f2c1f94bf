using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Privacy.Notices;

/// <summary><c>/api/v1/privacy-notices</c>.</summary>
internal static class NoticesApi
{
    /// <summary>A new version.</summary>
    /// <param name="Malay" example="Kami menyimpan nama dan nombor telefon anda untuk menghantar pesanan.">Its text in Malay.</param>
    /// <param name="English" example="We keep your name and phone number to deliver what you order.">The same in English.</param>
    /// <param name="EffectiveFrom" example="2999-01-01">The first day it holds.</param>
    public sealed record NoticeBody(string? Malay, string? English, string? EffectiveFrom);

    /// <summary>The version that was published.</summary>
    /// <param name="Version" example="3">From 1 on.</param>
    public sealed record NoticePublished(int Version);

    public static void Map(IEndpointRouteBuilder api)
    {
        var notices = api.MapGroup("/privacy-notices").WithTags("Privacy").WithMetadata(new NeedsAttribute(PrivacyPermissions.Manage));
        notices.MapGet("", List).WithSummary("List privacy notices").WithDescription("All versions, the newest first.");
        notices
            .MapPost("", Publish)
            .WithSummary("Publish a privacy notice")
            .WithDescription("A version never changes: consents point to it. It stands at the business's address under /privacy-notice.")
            .Refuses(
                PlatformErrors.Required("Malay"),
                PlatformErrors.TooLong("Malay", PublishNotice.Longest),
                PlatformErrors.Unreadable("day", "EffectiveFrom"),
                PrivacyErrors.NoticeTooShort("Malay", PublishNotice.Shortest),
                PrivacyErrors.NoticeBackdated(),
                PlatformErrors.ChangedByAnother()
            );
    }

    private static async Task<Ok<IReadOnlyList<NoticeList.Notice>>> List(NoticeList notices, CancellationToken cancel) =>
        TypedResults.Ok<IReadOnlyList<NoticeList.Notice>>(await notices.All(cancel));

    private static async Task<Results<Created<NoticePublished>, ProblemHttpResult>> Publish(
        NoticeBody body,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    ) =>
        (await PublishNotice.Do(runner, new(body.Malay, body.English, body.EffectiveFrom), cancel)).Succeeded(
            out var version,
            out var refusal
        )
            ? TypedResults.Created((string?)null, new NoticePublished(version))
            : refusal.ToProblem(words);
}
