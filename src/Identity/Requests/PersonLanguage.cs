using Microsoft.AspNetCore.Http;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Identity.Requests;

/// <summary>
/// Who is signed in reads the language kept with their account, on any device. An address that names one goes before it; a public page
/// speaks to the browser, not to the person.
/// </summary>
internal sealed class PersonLanguage(RequestDelegate next)
{
    public Task Invoke(HttpContext http, Words words)
    {
        if (
            http.Features.Get<SignInState>() is { } session
            && Language.Find(session.Language) is { } language
            && http.GetEndpoint()?.Metadata.GetMetadata<PublicAccessAttribute>() is null
            && !RequestLanguage.IsSaid(http)
        )
            RequestLanguage.Speak(http, words, language);
        return next(http);
    }
}
