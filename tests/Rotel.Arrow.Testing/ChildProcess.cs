using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Rotel.Arrow.Testing;

/// <summary>
/// A process of the test's own: its output line by line, signals, exit code. Ends with the test process at the latest.
/// All members may be called from any thread.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    static readonly HashSet<Process> s_alive = [];

    readonly Process _process;
    readonly Lock _lock = new();
    readonly List<string> _standardOutput = [];
    readonly List<string> _standardError = [];
    readonly List<LineWaiter> _waiters = [];
    readonly Task _ended;
    bool _outputEnded;

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        lock (s_alive)
        {
            foreach (Process process in s_alive)
            {
                TrySignal(process, SignalKill);
            }
        }
    };

    ChildProcess(Process process)
    {
        _process = process;
        lock (s_alive)
        {
            s_alive.Add(process);
        }

        _ended = FollowAsync();
    }

    const int SignalKill = 9;
    const int SignalTerminate = 15;

    /// <summary>The process id, also after its end.</summary>
    public int Id => _process.Id;

    public bool HasExited => _ended.IsCompleted;

    /// <summary>128 + signal when a signal ended it (137 for a kill). Throws while it runs.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>A copy of the lines so far.</summary>
    public IReadOnlyList<string> StandardOutput => Copy(_standardOutput);

    /// <summary>A copy of the lines so far.</summary>
    public IReadOnlyList<string> StandardError => Copy(_standardError);

    /// <summary>Starts a program. Its standard input is closed; variables with a null value are removed.</summary>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingFolder = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        return new ChildProcess(process);
    }

    /// <summary>
    /// The first line, past or coming, of standard output or error that fits. Throws <see cref="TimeoutException"/>,
    /// or <see cref="InvalidOperationException"/> when the process ends without it; both tell the output so far.
    /// </summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> fits, TimeSpan timeout)
    {
        LineWaiter waiter = new(fits);
        lock (_lock)
        {
            string? seen = _standardOutput.Find(line => fits(line)) ?? _standardError.Find(line => fits(line));
            if (seen is not null)
            {
                return seen;
            }

            if (_outputEnded)
            {
                throw EndedEarly();
            }

            _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Source.Task.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(Describe($"did not print the expected line within {timeout}"));
        }
        finally
        {
            lock (_lock)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    /// <summary>Asks it to end (SIGTERM); does not wait. Nothing happens after its end.</summary>
    public void Terminate() => TrySignal(_process, SignalTerminate);

    /// <summary>Ends it at once (SIGKILL); does not wait. Nothing happens after its end.</summary>
    public void Kill() => TrySignal(_process, SignalKill);

    /// <summary>Any other signal, for example 19 to stop and 18 to continue it.</summary>
    public void Signal(int number) => TrySignal(_process, number);

    /// <summary>Waits for its end and gives the exit code; all output has been read by then.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        try
        {
            await _ended.WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(Describe($"did not end within {timeout}"));
        }

        return _process.ExitCode;
    }

    /// <summary>Kills it if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await _ended.ConfigureAwait(false);
        _process.Dispose();
    }

    /// <summary>The program, what happened and the last lines it printed: the text of a test failure.</summary>
    public string Describe(string happened)
    {
        StringBuilder text = new();
        text.Append(_process.StartInfo.FileName).Append(' ').AppendJoin(' ', _process.StartInfo.ArgumentList);
        text.Append(' ').Append(happened);
        lock (_lock)
        {
            Append(text, "standard output", _standardOutput);
            Append(text, "standard error", _standardError);
        }

        return text.ToString();
    }

    static void Append(StringBuilder text, string name, List<string> lines)
    {
        const int Shown = 40;
        text.Append('\n').Append(name).Append(" (").Append(lines.Count).Append(" lines):");
        for (int i = Math.Max(0, lines.Count - Shown); i < lines.Count; i++)
        {
            text.Append("\n  ").Append(lines[i]);
        }
    }

    async Task FollowAsync()
    {
        await Task.WhenAll(
            ReadAsync(_process.StandardOutput, _standardOutput),
            ReadAsync(_process.StandardError, _standardError)).ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        lock (s_alive)
        {
            s_alive.Remove(_process);
        }

        lock (_lock)
        {
            _outputEnded = true;
            foreach (LineWaiter waiter in _waiters)
            {
                waiter.Source.TrySetException(EndedEarly());
            }
        }
    }

    async Task ReadAsync(StreamReader from, List<string> into)
    {
        while (await from.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (_lock)
            {
                into.Add(line);
                foreach (LineWaiter waiter in _waiters)
                {
                    if (waiter.Fits(line))
                    {
                        waiter.Source.TrySetResult(line);
                    }
                }
            }
        }
    }

    InvalidOperationException EndedEarly() =>
        new(Describe($"ended with exit code {_process.ExitCode} before the expected line"));

    List<string> Copy(List<string> lines)
    {
        lock (_lock)
        {
            return [.. lines];
        }
    }

    static void TrySignal(Process process, int number)
    {
        // The id stays ours until Process has reaped it, which HasExited tells; a dead id is never signalled.
        try
        {
            if (!process.HasExited)
            {
                _ = SendSignal(process.Id, number);
            }
        }
        catch (InvalidOperationException)
        {
            // Disposed: it has ended.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int SendSignal(int process, int signal);

    sealed record LineWaiter(Func<string, bool> Fits)
    {
        public TaskCompletionSource<string> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
