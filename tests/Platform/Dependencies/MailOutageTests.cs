using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Niaga.Contract;
using Niaga.Identity.Members;
using Niaga.Platform.Tests.Members;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Dependencies;

/// <summary>The mail server goes away, hangs and comes back.</summary>
public sealed class MailOutageTests : IAsyncLifetime
{
    private readonly MailedApp app = new();

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => ((IAsyncDisposable)app).DisposeAsync();

    [Fact]
    public async Task Mail_waits_and_goes_out_once_the_server_is_back()
    {
        var shop = await Invite("aisyah@kedai.my");
        await Waits(shop);
        app.Mail.Server.Silent = true;
        app.Mail.Server.Start();
        await Until.True(() => app.Mail.Server.Connections > 0, "it is tried while it hangs", 60);
        await app.Mail.Server.Stop();
        app.Mail.Server.Silent = false;
        app.Mail.Server.Start();

        await Until.True(async () => await State(shop) == "done", "the mail is sent", 60);
        app.Mail.Taken.Count(m => m.Contains("aisyah@kedai.my", StringComparison.Ordinal)).ShouldBe(1);
        Lines("is away").ShouldBe(1);
        Lines("is back").ShouldBe(1);
        NoTrace();
    }

    [Fact]
    public async Task A_server_that_asks_to_be_tried_again_is_and_no_attempt_counts()
    {
        app.Mail.Recipient = "451 later";
        app.Mail.Server.Start();
        var shop = await Invite("aisyah@kedai.my");
        await Waits(shop);
        (await shop.Ask<int>($"SELECT attempts FROM platform.work_items WHERE kind = '{MailInvitation.Kind}'")).ShouldBeLessThanOrEqualTo(
            1
        );
        app.Mail.Recipient = "250 yes";
        await Until.True(async () => await State(shop) == "done", "the mail is sent", 60);
        Lines("is away").ShouldBe(0);
        NoTrace();
    }

    [Fact]
    public async Task A_recipient_the_server_does_not_know_is_tried_once()
    {
        app.Mail.Recipient = "550 nobody here";
        app.Mail.Server.Start();
        var shop = await Invite("tiada@kedai.my");
        await Until.True(async () => await State(shop) == "dead", "a dead letter", 30);
        (await shop.Ask<int>($"SELECT attempts FROM platform.work_items WHERE kind = '{MailInvitation.Kind}'")).ShouldBe(1);
        Lines("is away").ShouldBe(0);
        app.Log.Lines.ShouldAllBe(l => !l.Text.Contains("tiada@kedai.my", StringComparison.Ordinal));
        NoTrace();
    }

    private async Task<TestBusiness> Invite(string email)
    {
        var shop = await app.SignUp();
        (
            await app.As(
                shop,
                shop.Owner,
                r => InviteMember.Do(r, new(email, BuiltInRoles.Owner, "en", app.Address), CancellationToken.None)
            )
        ).Refusal.ShouldBeNull();
        return shop;
    }

    private static Task<string> State(TestBusiness shop) =>
        shop.Ask<string>($"SELECT state FROM platform.work_items WHERE kind = '{MailInvitation.Kind}'");

    private static Task Waits(TestBusiness shop) =>
        Until.True(
            () =>
                shop.Ask<bool>(
                    $"""
                    SELECT EXISTS (SELECT FROM platform.work_items
                        WHERE kind = '{MailInvitation.Kind}' AND state = 'waiting' AND last_error = 'The mail server does not answer.')
                    """
                ),
            "the mail waits",
            30
        );

    private int Lines(string words) => app.Log.Lines.Count(l => l.Text.Contains("mail server " + words, StringComparison.Ordinal));

    private void NoTrace() => app.Log.Lines.ShouldAllBe(l => !l.Text.Contains("   at ", StringComparison.Ordinal));

    private sealed class MailedApp : NiagaApp, IAsyncDisposable
    {
        public LogCapture Log { get; } = new();

        public TestMailServer Mail { get; } = new();

        protected override string[] Configuration =>
            [
                "--Logging:LogLevel:Default=Warning",
                "--Mail:Host=localhost",
                $"--Mail:Port={Mail.Server.Port}",
                $"--Mail:Authority={Mail.Authority}",
                "--Mail:Timeout=00:00:05",
            ];

        protected override void Replace(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(Log);

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            await Mail.DisposeAsync();
        }
    }
}
