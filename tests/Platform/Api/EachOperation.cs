using System.Text;
using Niaga.Testing;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Api;

/// <summary>
/// Attacks every endpoint of the live table. An answer is a success where the junk is harmless, else a 4xx that says a code and has
/// changed nothing; never a 5xx. Each kind of junk is a class of its own, so that they run side by side.
/// </summary>
internal static class EachOperation
{
    public static async Task Attacked(
        NiagaApp app,
        ITestOutputHelper output,
        Func<ApiOperation, bool> which,
        Func<Attack, ApiOperation, Task> act
    )
    {
        var shop = await app.SignUp();
        var handler = NiagaApp.Handler();
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        using var client = new HttpClient(handler) { BaseAddress = new(app.Address) };
        using var owner = await shop.Client();
        await using var fingerprint = await Fingerprint.Of(app);
        var operations = await ApiOperation.All(app, client);
        var attack = new Attack(client, owner.DefaultRequestHeaders.Authorization!, fingerprint);
        foreach (var operation in operations.Where(which))
        {
            var real = operation with { Path = await operation.RealPath(owner, operations, files: false) };
            attack.LookAgain();
            await act(attack, real);
            await attack.Settle(real);
        }
        output.WriteLine($"{attack.Tried} requests, {attack.Refused} refused, {attack.Harmless} harmless");
        attack.Findings.ShouldBeEmpty();
        attack.Refused.ShouldBeGreaterThan(0);
    }
}
