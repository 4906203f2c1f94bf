using System.Net;
using Niaga.Identity.Security;
using Niaga.Platform.Callers;
using Niaga.Platform.Work;

namespace Niaga.Identity.Attempts;

/// <summary>Failed sign-ins of one person from one network address within a time window: one entry, with their number.</summary>
internal sealed class ReportSignInFailures(AttemptCounter counter, PersonEvents events, Caller caller) : IWorkHandler
{
    internal const string Kind = "platform.report_sign_in_failures";

    internal sealed record Payload(Guid Person, DateTimeOffset Began, string Channel, string Network);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var payload = item.Payload<Payload>();
        if (await counter.Take(new(payload.Person), AttemptCounter.SignIn, payload.Network, payload.Began, cancel) is not { } count)
            return;

        caller.SetOrigin(new(payload.Channel, IPAddress.TryParse(payload.Network, out var address) ? address : null));
        events.Note(
            new(payload.Person),
            "platform.sign_in_failed",
            new
            {
                Tries = count.All,
                WhileLocked = count.Locked > 0 ? count.Locked : (int?)null,
                TooOften = count.TooOften > 0 ? count.TooOften : (int?)null,
                payload.Began,
            }
        );
    }
}
