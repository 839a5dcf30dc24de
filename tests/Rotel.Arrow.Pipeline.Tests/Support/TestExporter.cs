using Rotel.Arrow.Pdata;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Support;

/// <summary>One call of <see cref="TestExporter"/>.</summary>
internal sealed record Attempt(int Number, Signal Signal, IReadOnlyList<int> Ids, long SizeBytes);

/// <summary>A destination that answers as a test says, and remembers what it was sent.</summary>
internal sealed class TestExporter(string name = "test") : IExporter
{
    private readonly Lock _lock = new();
    private readonly List<Attempt> _attempts = [];
    private readonly List<Attempt> _delivered = [];
    private readonly List<string> _calls = [];
    private int _concurrent;

    public string Name => name;

    public PdataForm PreferredForm { get; init; } = PdataForm.OtlpBytes;

    public int MaxConcurrency { get; init; } = 1;

    /// <summary>The answer to an attempt. Default: an ack.</summary>
    public Func<Attempt, CancellationToken, ValueTask<Outcome>> Answer { get; set; } =
        static (_, _) => ValueTask.FromResult(Outcome.Ack);

    public Func<ValueTask> OnStart { get; set; } = static () => ValueTask.CompletedTask;

    public Func<CancellationToken, ValueTask> OnFlush { get; set; } = static _ => ValueTask.CompletedTask;

    /// <summary>False for tests that count attempts by the thousand.</summary>
    public bool ReadsIds { get; init; } = true;

    /// <summary>Most calls that overlapped.</summary>
    public int PeakConcurrency { get; private set; }

    /// <summary>start, flush, dispose in the order they came.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public IReadOnlyList<Attempt> Attempts
    {
        get
        {
            lock (_lock)
            {
                return [.. _attempts];
            }
        }
    }

    /// <summary>The attempts that were acknowledged.</summary>
    public IReadOnlyList<Attempt> Delivered
    {
        get
        {
            lock (_lock)
            {
                return [.. _delivered];
            }
        }
    }

    public IEnumerable<int> DeliveredIds => Delivered.SelectMany(static attempt => attempt.Ids);

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        Note("start");
        await OnStart();
    }

    public async ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation)
    {
        IReadOnlyList<int> ids = ReadsIds ? Requests.Ids(batch) : [];
        Attempt attempt;
        lock (_lock)
        {
            attempt = new Attempt(_attempts.Count + 1, batch.Signal, ids, batch.SizeBytes);
            _attempts.Add(attempt);
            PeakConcurrency = Math.Max(PeakConcurrency, ++_concurrent);
        }

        try
        {
            Outcome outcome = await Answer(attempt, cancellation);
            lock (_lock)
            {
                if (outcome.Kind == OutcomeKind.Ack)
                {
                    _delivered.Add(attempt);
                }
            }

            return outcome;
        }
        finally
        {
            lock (_lock)
            {
                _concurrent--;
            }
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        Note("flush");
        await OnFlush(cancellation);
    }

    public ValueTask DisposeAsync()
    {
        Note("dispose");
        return ValueTask.CompletedTask;
    }

    public Task AttemptedAsync(int count) =>
        Waiting.UntilAsync(() => Attempts.Count >= count, $"{count} attempts at {name}");

    public Task DeliveredAsync(int count) =>
        Waiting.UntilAsync(() => Delivered.Count >= count, $"{count} batches delivered to {name}");

    private void Note(string call)
    {
        lock (_lock)
        {
            _calls.Add(call);
        }
    }
}
