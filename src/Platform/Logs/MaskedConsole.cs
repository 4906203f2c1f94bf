using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Niaga.Platform.Logs;

/// <summary>The one place where lines of the log are written, in whichever format: each goes through <see cref="LogMask"/>.</summary>
public static class MaskedConsole
{
    /// <summary>Logs to the console, masked, and nowhere else.</summary>
    public static void AddMaskedConsole(this ILoggingBuilder logging)
    {
        logging.ClearProviders().AddConsole();
        foreach (var format in logging.Services.Where(s => s.ServiceType == typeof(ConsoleFormatter)).ToArray())
        {
            logging.Services.Remove(format);
            logging.Services.AddSingleton<ConsoleFormatter>(services => new Formatter(
                (ConsoleFormatter)ActivatorUtilities.CreateInstance(services, format.ImplementationType!)
            ));
        }
    }

    private sealed class Formatter(ConsoleFormatter format) : ConsoleFormatter(format.Name)
    {
        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            using var line = new StringWriter();
            var masked = new LogEntry<TState>(
                logEntry.LogLevel,
                logEntry.Category,
                logEntry.EventId,
                logEntry.State,
                logEntry.Exception is { } e ? new MaskedException(e) : null,
                logEntry.Formatter
            );
            format.Write(masked, scopeProvider, line);
            textWriter.Write(LogMask.Of(line.ToString()));
        }
    }

    /// <summary>Stands for one in the log.</summary>
    private sealed class MaskedException(Exception exception) : Exception(LogMask.Of(exception.Message))
    {
        public override string ToString() => LogMask.Of(exception);
    }
}
