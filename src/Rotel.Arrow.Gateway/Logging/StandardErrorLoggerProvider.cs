using System.Buffers;
using System.Text;
using System.Text.Json;
using Rotel.Arrow.Config;

namespace Rotel.Arrow.Gateway.Logging;

/// <summary>
/// The gateway's own log: a line at a time, written at once and whole, so that the last lines before a crash are there.
/// </summary>
/// <remarks>Thread-safe. Does not own the stream.</remarks>
internal sealed class StandardErrorLoggerProvider(Stream output, LoggingConfig config, bool color, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly ArrayBufferWriter<byte> _bytes = new(512);
    private Utf8JsonWriter? _json;
    private bool _broken;

    /// <summary>The log of this process as configured.</summary>
    public static ILoggerFactory CreateFactory(LoggingConfig config)
    {
        bool terminal = !config.Json && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or ""
            && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        var provider = new StandardErrorLoggerProvider(Console.OpenStandardError(), config, terminal, TimeProvider.System);
        return new StandardErrorLoggerFactory(provider);
    }

    /// <summary>Least severe level of a category: the platform's own lines matter only when they warn.</summary>
    public LogLevel Threshold(string category)
    {
        LogLevel configured = config.Level switch
        {
            LogThreshold.Trace => LogLevel.Trace,
            LogThreshold.Debug => LogLevel.Debug,
            LogThreshold.Info => LogLevel.Information,
            LogThreshold.Warn => LogLevel.Warning,
            LogThreshold.Error => LogLevel.Error,
            _ => LogLevel.None,
        };
        bool own = category.StartsWith("Rotel.", StringComparison.Ordinal);
        return own || configured is LogLevel.Trace or > LogLevel.Warning ? configured : LogLevel.Warning;
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName, Threshold(categoryName));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _json?.Dispose();
            _json = null;
            _broken = true;
        }
    }

    private void Write(in LogLine line)
    {
        lock (_lock)
        {
            if (_broken)
            {
                return;
            }

            _bytes.ResetWrittenCount();
            if (config.Json)
            {
                _json ??= new Utf8JsonWriter(_bytes);
                _json.Reset(_bytes);
                line.WriteJson(_json);
                _json.Flush();
                _bytes.Write("\n"u8);
            }
            else
            {
                _text.Clear();
                line.WriteText(_text, color);
                foreach (ReadOnlyMemory<char> chunk in _text.GetChunks())
                {
                    Encoding.UTF8.GetBytes(chunk.Span, _bytes);
                }
            }

            try
            {
                output.Write(_bytes.WrittenSpan);
            }
            catch (IOException)
            {
                // Nobody reads the log any more; telemetry goes on.
                _broken = true;
            }
        }
    }

    private sealed class CategoryLogger(StandardErrorLoggerProvider provider, string category, LogLevel threshold) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= threshold && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Write(new LogLine(
                    provider.Now, logLevel, category, eventId, formatter(state, exception),
                    state as IReadOnlyList<KeyValuePair<string, object?>>, exception));
            }
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>A factory of one provider: the filters and options of the general one are not needed, nor their start-up time.</summary>
    private sealed class StandardErrorLoggerFactory(StandardErrorLoggerProvider provider) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider added) =>
            throw new NotSupportedException("The gateway's log has one provider.");

        public ILogger CreateLogger(string categoryName) => provider.CreateLogger(categoryName);

        public void Dispose() => provider.Dispose();
    }
}
