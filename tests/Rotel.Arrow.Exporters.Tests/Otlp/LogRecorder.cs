using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>Keeps what a component logs.</summary>
internal sealed class LogRecorder : ILogger
{
    private readonly List<(LogLevel Level, string Text)> _entries = [];

    internal IReadOnlyList<(LogLevel Level, string Text)> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_entries)
        {
            _entries.Add((logLevel, formatter(state, exception)));
        }
    }
}
