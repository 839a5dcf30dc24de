using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Pipeline.Tests.Support;

/// <summary>Keeps every line that is logged.</summary>
internal sealed class RecordingLoggerFactory : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message)> _lines = new();

    public IEnumerable<string> Errors => _lines.Where(static line => line.Level >= LogLevel.Error).Select(static line => line.Message);

    public IEnumerable<string> Lines => _lines.Select(static line => line.Message);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}
