using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Niaga.Platform.Encryption;

/// <summary>
/// Each minute: do both copies of the businesses' keys agree? One that is missing is written from the other; two that differ are told, for
/// nobody here can say which is right.
/// </summary>
internal sealed class KeyCopyCheck(TenantKeys keys, TimeProvider clock, ILogger<KeyCopyCheck> log) : BackgroundService
{
    /// <summary>What an alert of the operator's watches; `./niaga keys check` ends with 1 for the same.</summary>
    internal static readonly EventId CopiesDiffer = new(4701, "KeyCopiesDiffer");

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            Check();
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks once.</summary>
    internal void Check()
    {
        try
        {
            foreach (var tenant in keys.Folder.Mend())
                log.LogWarning("One copy of the keys of {Tenant} was missing and is written from the other", tenant);
            foreach (var tenant in keys.Folder.Differing())
                log.LogError(CopiesDiffer, "The two copies of the keys of {Tenant} differ", tenant);
        }
        catch (IOException e)
        {
            log.LogError(e, "The folders of the businesses' keys cannot be read or written");
        }
        catch (UnauthorizedAccessException e)
        {
            log.LogError(e, "The folders of the businesses' keys may not be read or written");
        }
    }
}
