using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Values;
using Niaga.Platform.Work;

namespace Niaga.Identity.Attempts;

/// <summary>
/// Counts a failed sign-in for each account it was tried at, and tells of a lock at once. The count becomes one entry of the log when
/// its time window is over (<see cref="ReportSignInFailures"/>). An address without an account leaves one line of the operator's log.
/// </summary>
internal sealed class CountSignInFailure(
    AttemptCounter counter,
    Outbox outbox,
    AccountLockout wrong,
    Caller caller,
    IOptions<AttemptLimits> limits,
    ILoggerFactory logs
) : IWorkHandler
{
    internal const string Kind = "platform.count_sign_in_failure";

    internal sealed record Payload(RecordSignInFailure.Input Failure, string Channel, string? Address);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var (failure, channel, from) = item.Payload<Payload>();
        caller.SetOrigin(new(channel, IPAddress.TryParse(from, out var address) ? address : null));
        if (failure.People.Length == 0 && !failure.SigningUp)
        {
            SecurityEventLogger.Write(
                logs.CreateLogger(SecurityEventLogger.Category),
                "platform.sign_in_failed",
                TenantId.Platform,
                caller,
                "platform.address",
                "unknown",
                Guid.Empty
            );
        }
        var window = limits.Value.Window;
        foreach (var id in failure.People)
        {
            var began = counter.Window(window);
            var network = address?.ToString() ?? "";
            await counter.Add(new(id), AttemptCounter.SignIn, network, began, failure.Locked.Contains(id), failure.TooOften, cancel);
            // A little after its end: what is being counted meanwhile still belongs to it.
            outbox.Add(
                ReportSignInFailures.Kind,
                new ReportSignInFailures.Payload(id, began, channel, network),
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id:N}.{network}.{began.UtcTicks}"),
                began + (window * 1.1)
            );
            if (failure.LockedNow.Contains(id))
                wrong.NoteLock(new(id));
        }
    }
}
