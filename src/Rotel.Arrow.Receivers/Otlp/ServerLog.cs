using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Passes the web server's warnings and errors on to the process's own loggers, with three corrections:
/// <list type="bullet">
/// <item>each kind of line at most every ten seconds, because peers can cause most of them;</item>
/// <item>what a peer does to its own HTTP/2 connection is a warning here (Kestrel calls a reset flood critical);</item>
/// <item>"HTTP/2 is not enabled without TLS" is left out: <see cref="CleartextHttp2"/> makes it untrue.</item>
/// </list>
/// </summary>
/// <remarks>Thread-safe. The loggers belong to the process and are not disposed here.</remarks>
internal sealed class ServerLog(ILoggerFactory loggers, TimeProvider time) : ILoggerProvider
{
    private const string Http2Category = "Microsoft.AspNetCore.Server.Kestrel.Http2", UntrueEvent = "Http2DisabledWithHttp1AndNoTls";

    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    // As many entries as the server has kinds of lines: a few dozen.
    private readonly ConcurrentDictionary<(string Category, int Event), long> _lastWritten = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Forwarder(this, categoryName, loggers.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private bool TryTakeTurn(string category, int eventId)
    {
        long now = time.GetTimestamp();
        long last = _lastWritten.GetOrAdd((category, eventId), now);
        return last == now
            || (time.GetElapsedTime(last, now) >= s_quiet && _lastWritten.TryUpdate((category, eventId), now, last));
    }

    private sealed class Forwarder(ServerLog owner, string category, ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || eventId.Name == UntrueEvent || !owner.TryTakeTurn(category, eventId.Id))
            {
                return;
            }

            LogLevel level = category == Http2Category ? LogLevel.Warning : logLevel;
            inner.Log(level, eventId, state, exception, formatter);
        }
    }
}
