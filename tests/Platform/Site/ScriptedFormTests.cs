using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Site;

/// <summary>Forms that our own script sends, to keep what was typed through a refusal.</summary>
public sealed class ScriptedFormTests(ScriptedFormTests.Listened app) : IClassFixture<ScriptedFormTests.Listened>
{
    [Fact]
    public async Task A_page_that_leads_on_answers_the_script_without_a_failure()
    {
        var shop = await app.SignUp();
        using var browser = new Browser(app);
        var sent = await browser.Script(
            await browser.Get("/en/sign-in"),
            "/en/sign-in",
            ("_handler", "sign-in"),
            ("Form.Email", shop.Email),
            ("Form.Password", TestBusiness.Password)
        );
        sent.Status.ShouldBe(HttpStatusCode.OK);
        sent.Headers.ShouldContain("X-Form-Location: ");
        (await browser.Get($"/{shop.Slug}/settings")).Status.ShouldBe(HttpStatusCode.OK);
        app.Log.Lines.Where(l => l.Level >= LogLevel.Error).Select(l => l.Text).ShouldBeEmpty();
    }

    public sealed class Listened : NiagaApp
    {
        public LogCapture Log { get; } = new();

        protected override void Replace(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(Log);
    }
}
