using System.Runtime.InteropServices;

namespace Rotel.Arrow.Gateway;

/// <summary>
/// The signals of the operating system. The first SIGTERM, SIGINT or SIGHUP asks for an orderly stop, the second one
/// gives up what is undelivered, the third one ends the process at once. SIGUSR1 asks for a flush.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Action<string> _asked;
    private int _times;

    /// <param name="asked">Told the name of each signal that asks for a stop, on a thread of the runtime.</param>
    /// <param name="flush">Called for SIGUSR1, on a thread of the runtime; must return at once.</param>
    public StopSignals(Action<string> asked, Action flush)
    {
        _asked = asked;
        Register(PosixSignal.SIGTERM, OnStop);
        Register(PosixSignal.SIGINT, OnStop);
        Register(PosixSignal.SIGHUP, OnStop);
        Register((PosixSignal)UserSignal1, context =>
        {
            context.Cancel = true;
            flush();
        });
    }

    /// <summary>Cancelled by the first request to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Abort => _abort.Token;

    /// <summary>The runtime has no name for SIGUSR1; a positive number is taken as the system's own.</summary>
    private static int UserSignal1 => OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? 30 : 10;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
        _abort.Dispose();
    }

    private void Register(PosixSignal signal, Action<PosixSignalContext> handler) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, handler));

    private void OnStop(PosixSignalContext context)
    {
        int times = Interlocked.Increment(ref _times);
        context.Cancel = times <= 2;
        _asked(context.Signal.ToString());
        if (times == 1)
        {
            _stop.Cancel();
        }
        else if (times == 2)
        {
            _abort.Cancel();
        }
    }
}
