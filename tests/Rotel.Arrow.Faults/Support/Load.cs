using System.Collections.Concurrent;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Faults.Support;

/// <summary>
/// Several senders, half of them over gRPC and half over HTTP, that send numbered log records until they are told to
/// stop, and remember which requests were answered how.
/// </summary>
internal sealed class Load : IDisposable
{
    /// <summary>Far shorter than what refusals ask for: these senders are rude.</summary>
    private static readonly TimeSpan s_pauseAfterRefusal = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentBag<long> _accepted = [];
    private readonly ConcurrentBag<long> _unknown = [];
    private readonly ConcurrentBag<string> _others = [];
    private readonly List<LogSender> _senders = [];
    private readonly int _recordsOfRequest;
    private readonly int _bytesOfRecord;
    private long _next;
    private int _refused;
    private volatile bool _stopped;

    public Load(int recordsOfRequest, int bytesOfRecord)
    {
        _recordsOfRequest = recordsOfRequest;
        _bytesOfRecord = bytesOfRecord;
    }

    /// <summary>Requests that were answered OK.</summary>
    public int AcceptedRequests => _accepted.Count;

    /// <summary>Requests that were told to come back later.</summary>
    public int RefusedRequests => Volatile.Read(ref _refused);

    /// <summary>Requests sent, whatever became of them.</summary>
    public long SentRequests => Volatile.Read(ref _next);

    /// <summary>Answers that nobody may get in these scenarios.</summary>
    public IReadOnlyCollection<string> Others => _others;

    /// <summary>Numbers of all records that were answered OK.</summary>
    public IEnumerable<long> AcceptedNumbers => Numbers(_accepted);

    /// <summary>Numbers of all records whose request got no answer.</summary>
    public IEnumerable<long> UnknownNumbers => Numbers(_unknown);

    /// <summary>
    /// Starts the senders; the task ends when all have stopped: after <see cref="Stop"/>, or when the connection is lost.
    /// </summary>
    public Task StartAsync(GatewayProcess gateway, int senders)
    {
        for (int i = 0; i < senders; i++)
        {
            _senders.Add(i % 2 == 0 ? new LogSender("grpc", gateway.Grpc) : new LogSender("http", gateway.Http));
        }

        return Task.WhenAll(_senders.Select(sender => Task.Run(() => RunAsync(sender))));
    }

    /// <summary>No sender begins another request.</summary>
    public void Stop() => _stopped = true;

    public void Dispose() => _senders.ForEach(static sender => sender.Dispose());

    private async Task RunAsync(LogSender sender)
    {
        while (!_stopped)
        {
            long request = Interlocked.Increment(ref _next) - 1;
            switch (await sender.SendAsync(NumberedLogs.Request(request * _recordsOfRequest, _recordsOfRequest, _bytesOfRecord)))
            {
                case Answer.Accepted:
                    _accepted.Add(request);
                    break;
                case Answer.Refused:
                    Interlocked.Increment(ref _refused);
                    await Task.Delay(s_pauseAfterRefusal);
                    break;
                case Answer.Unknown:
                    _unknown.Add(request);
                    return;
                default:
                    _others.Add(sender.LastRefusal);
                    return;
            }
        }
    }

    private IEnumerable<long> Numbers(IEnumerable<long> requests) =>
        requests.SelectMany(request => Enumerable.Range(0, _recordsOfRequest).Select(record => (request * _recordsOfRequest) + record));
}
