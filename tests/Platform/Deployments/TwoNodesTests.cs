using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace Niaga.Platform.Tests.Deployments;

/// <summary>Several Niagas on one database, as an operator starts them.</summary>
public sealed class TwoNodesTests(OwnServer server) : IClassFixture<OwnServer>
{
    private const int Rounds = 10;

    [Fact]
    public async Task Two_nodes_and_three_commands_started_at_one_moment_all_get_through()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        for (var round = 1; round <= Rounds; round++)
        {
            await server.Empty();
            (string, string) database = ("NIAGA_DATABASE", server.Admin);
            using var first = server.Start(["run", "--port", Port()], database);
            using var second = server.Start(["run", "--port", Port()], database);
            var commands = new[] { "migrate", "audit verify", "tenant list" }.Select(c => server.Command(c.Split(' '), database)).ToArray();
            try
            {
                (await Ready(first, patience.Token)).ShouldContain("Niaga is at", customMessage: $"the first node, round {round}");
                (await Ready(second, patience.Token)).ShouldContain("Niaga is at", customMessage: $"the second node, round {round}");
                foreach (var (code, said) in await Task.WhenAll(commands))
                    code.ShouldBe(0, $"round {round}: {said}");
            }
            finally
            {
                await End(first);
                await End(second);
            }
        }
    }

    /// <summary>The line a node prints when it serves, or all it said when it ended instead.</summary>
    private static async Task<string> Ready(Process node, CancellationToken cancel)
    {
        while (await node.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (line.Contains("Niaga is at", StringComparison.Ordinal))
                return line;
        }
        return await node.StandardError.ReadToEndAsync(cancel);
    }

    private static async Task End(Process node)
    {
        if (!node.HasExited)
            node.Kill();
        await node.WaitForExitAsync();
    }

    internal static string Port()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
