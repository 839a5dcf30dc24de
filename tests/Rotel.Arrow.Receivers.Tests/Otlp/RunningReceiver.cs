using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Receivers.Otlp;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>
/// A receiver on free ports of 127.0.0.1 over a <see cref="FakeIngress"/>. Disposing stops it and fails the test when
/// a slab was not released or an error was logged that the test did not expect.
/// </summary>
internal sealed class RunningReceiver : IAsyncDisposable
{
    private readonly SlabPool _pool;
    private readonly RecordingLoggers _loggers = new();
    private bool _stopped;

    private RunningReceiver(OtlpReceiverOptions options, long budgetBytes, Func<SlabPool, FakeIngress>? ingress)
    {
        _pool = new SlabPool(new ByteBudget(budgetBytes), track: true);
        Ingress = ingress?.Invoke(_pool) ?? new FakeIngress(_pool);
        Receiver = new OtlpReceiver(options, Ingress, _pool, _loggers, TimeProvider.System);
    }

    public static OtlpReceiverOptions Defaults { get; } = new()
    {
        Grpc = new OtlpListenAddress("--otlp-grpc-endpoint", "127.0.0.1", 0),
        Http = new OtlpListenAddress("--otlp-http-endpoint", "127.0.0.1", 0),
    };

    public OtlpReceiver Receiver { get; }

    public FakeIngress Ingress { get; }

    public ByteBudget Budget => _pool.Budget;

    public SlabPool Pool => _pool;

    /// <summary>Lines of all levels.</summary>
    public IReadOnlyList<string> Log => [.. _loggers.Lines];

    public string GrpcAddress => Receiver.GrpcEndPoint!.ToString();

    public string HttpAddress => Receiver.HttpEndPoint!.ToString();

    public Uri GrpcUri => new($"http://{GrpcAddress}");

    public Uri HttpUri => new($"http://{HttpAddress}");

    /// <summary>Set by tests that cause an error on purpose.</summary>
    public bool ExpectsErrors { get; set; }

    public static async Task<RunningReceiver> StartAsync(
        OtlpReceiverOptions? options = null, long budgetBytes = 1L << 30, Func<SlabPool, FakeIngress>? ingress = null)
    {
        var running = new RunningReceiver(options ?? Defaults, budgetBytes, ingress);
        await running.Receiver.StartAsync(TestContext.Current.CancellationToken);
        return running;
    }

    /// <summary>Stops within ten seconds, requests under way answered.</summary>
    public async Task StopAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await StopAsync(deadline.Token);
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        _stopped = true;
        await Receiver.StopAsync(deadline);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await StopAsync();
        }

        await Receiver.DisposeAsync();
        _pool.AssertNoLeaks();
        Assert.Equal(0, _pool.Budget.UsedBytes);
        if (!ExpectsErrors)
        {
            Assert.DoesNotContain(_loggers.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
        }

        _pool.Dispose();
        _loggers.Dispose();
    }

    private sealed class RecordingLoggers : ILoggerFactory
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, Lines);

        public void Dispose()
        {
        }
    }

    private sealed class Recorder(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
