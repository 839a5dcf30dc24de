using Rotel.Arrow.Otap.FromRecords;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>What the OTAP receiver is told before it starts. Address, TLS and message size are those of OTLP/gRPC.</summary>
public sealed record OtapReceiverOptions
{
    /// <summary>Most batches of one stream that are read and not answered yet, 1 to 10,000. Default 64, as the Rust engine sends at most.</summary>
    public int MaxBatchesInFlight { get; init; } = 64;

    /// <summary>
    /// A stream is ended in order after this long: everything read is answered, the sender opens another. Up to a tenth
    /// is taken off at random, so that streams do not end together. At least 1 s. Default 10 min; Go senders end theirs
    /// after 30 s, Rust senders never do.
    /// </summary>
    public TimeSpan MaxStreamAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a stream waits for memory before its next batch; then it is ended with UNAVAILABLE, and the sender sends
    /// again. Above zero. Default 5 s, the time limit of Go senders for a batch.
    /// </summary>
    public TimeSpan AdmissionWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bounds of what a batch may expand to, and of what a stream may keep.</summary>
    public RecordsLimits Limits { get; init; } = new();

    /// <summary>Everything that is wrong, a sentence each.</summary>
    public IEnumerable<string> Validate()
    {
        if (MaxBatchesInFlight is < 1 or > 10_000)
        {
            yield return "the OTAP limit of batches in flight must be between 1 and 10000";
        }

        if (MaxStreamAge < TimeSpan.FromSeconds(1))
        {
            yield return "the OTAP stream age must be at least 1 s";
        }

        if (AdmissionWait <= TimeSpan.Zero)
        {
            yield return "the OTAP admission wait must be positive";
        }
    }
}
