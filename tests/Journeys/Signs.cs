using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Niaga.Testing;

namespace Niaga.Journeys;

/// <summary>Signing up and signing in, in the browser.</summary>
internal static class Signs
{
    /// <summary>A field of the page's form by its name, whatever language its label is in.</summary>
    public static ILocator Field(this IPage page, string name) => page.Locator($"[name='Form.{name}']:not([type=hidden])");

    /// <summary>Fills the sign-up form of a shop and sends it; ends in the workspace.</summary>
    /// <returns>The shop's slug.</returns>
    public static async Task<string> SignUp(this IPage page, string name)
    {
        await page.GotoAsync("/en/sign-up");
        await page.Field("BusinessName").FillAsync(name);
        await page.Field("Industry").SelectOptionAsync("retail.grocery");
        await page.Field("State").SelectOptionAsync("10");
        // Whoever is signed in signs up as who they are and is not asked.
        if (await page.Field("OwnerName").CountAsync() > 0)
        {
            await page.Field("OwnerName").FillAsync("Siti Aminah");
            await page.Field("Email").FillAsync($"{Guid.NewGuid():N}@kedai.my");
            await page.Field("Password").FillAsync(TestBusiness.Password);
        }
        await page.Locator("input[type=checkbox][name='Form.Agree']").CheckAsync();
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        await page.Locator(".shell").WaitForAsync();
        return new Uri(page.Url).AbsolutePath.Trim('/').Split('/')[0];
    }

    /// <summary>Signs in as the owner of a business made by a test, at whichever address the page is on.</summary>
    public static Task SignIn(this IPage page, TestBusiness business, string at = "/en/sign-in") => page.SignIn(business.Email, at);

    /// <summary>For journeys about something else: the owner has signed in already, in that language.</summary>
    public static async Task BeSignedIn(this IPage page, NiagaApp app, TestBusiness business, string language)
    {
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (_, cookie) = await SignedIn.As(app, business.Owner, now);
        var parts = cookie.Split('=', 2);
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = parts[0],
                Value = parts[1],
                Url = app.Address,
                HttpOnly = true,
            },
            new()
            {
                Name = "niaga.lang",
                Value = language,
                Url = app.Address,
            },
        ]);
    }

    /// <summary>Signs in as anybody made by a test.</summary>
    public static async Task SignIn(this IPage page, string email, string at = "/en/sign-in")
    {
        await page.GotoAsync(at);
        await page.Field("Email").FillAsync(email);
        await page.Field("Password").FillAsync(TestBusiness.Password);
        await page.Locator("form[method=post] button[type=submit].btn-primary").ClickAsync();
        // Its pictures and charts may take their time on a busy machine; what the tests touch is there before.
        await page.WaitForURLAsync(
            url => !url.Contains("sign-in", StringComparison.Ordinal),
            new() { WaitUntil = WaitUntilState.Commit, Timeout = 60_000 }
        );
        await page.WaitForFunctionAsync("() => document.readyState !== 'loading'");
    }
}
