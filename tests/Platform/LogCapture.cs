using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Niaga.Platform.Tests;

/// <summary>Keeps every line of every category.</summary>
public sealed class LogCapture : ILoggerProvider
{
    internal ConcurrentQueue<Line> Heard { get; } = new();

    internal IReadOnlyList<Line> Lines => [.. Heard];

    public ILogger CreateLogger(string categoryName) => new Listener(categoryName, Heard);

    public void Dispose() { }

    internal sealed record Line(string Category, LogLevel Level, string Text, IReadOnlyDictionary<string, object?> Fields);

    private sealed class Listener(string category, ConcurrentQueue<Line> heard) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var fields = (state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                .DistinctBy(f => f.Key)
                .ToDictionary(f => f.Key, f => f.Value);
            heard.Enqueue(new(category, logLevel, $"{formatter(state, exception)} {string.Join(' ', fields.Values)} {exception}", fields));
        }
    }
}
