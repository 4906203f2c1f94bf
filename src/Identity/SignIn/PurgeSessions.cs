using System.Globalization;
using Niaga.Identity.People;
using Niaga.Platform.Data;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Identity.SignIn;

/// <summary>
/// A sign-in says from where and with which browser: it goes 90 days after it ended or lay idle for good, as the privacy notice says.
/// What the owner may see of it longer stands in the security log.
/// </summary>
internal sealed class PurgeSessions(TenantSession session, TimeProvider clock) : IWorkHandler
{
    internal const string Kind = "platform.forget_sign_ins";

    internal static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async Task Handle(WorkItem item, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var batch = new NpgsqlBatch(session.Connection)
        {
            BatchCommands =
            {
                // The platform's own work, said out loud: the policies "forgotten" let nothing younger go, whatever stands here.
                new("SELECT set_config('app.person_id', $1, true), set_config('app.forget_before', $2, true)")
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string> { TypedValue = Guid.Empty.ToString() },
                        new NpgsqlParameter<string> { TypedValue = now.ToString("O", CultureInfo.InvariantCulture) },
                    },
                },
                new("DELETE FROM platform.sessions WHERE coalesce(ended_at, seen_at + $2) < $1")
                {
                    Parameters =
                    {
                        new NpgsqlParameter<DateTimeOffset> { TypedValue = now - Kept },
                        new NpgsqlParameter<TimeSpan> { TypedValue = SignInSession.LongestIdle },
                    },
                },
                new("DELETE FROM platform.attempt_counts WHERE began_at < $1")
                {
                    Parameters = { new NpgsqlParameter<DateTimeOffset> { TypedValue = now - TimeSpan.FromDays(1) } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
