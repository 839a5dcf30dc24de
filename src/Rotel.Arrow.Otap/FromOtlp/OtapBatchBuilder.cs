using System.Buffers;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>What became of a request that was appended to an open batch.</summary>
public enum AppendStatus : byte
{
    /// <summary>Its items are in the batch, perhaps without some rejected ones.</summary>
    Appended = 0,

    /// <summary>Not well-formed protobuf of this signal; the batch is as it was before.</summary>
    Malformed,

    /// <summary>It does not fit behind what the batch already holds (65,535 root rows); the batch is as before.</summary>
    Full,
}

/// <summary>The answer of <see cref="OtapBatchBuilder.Append(ReadOnlySpan{byte})"/>.</summary>
public readonly record struct AppendResult(AppendStatus Status, int AcceptedItems = 0, int RejectedItems = 0, string? Message = null);

/// <summary>The open batch of one signal: requests are decoded straight into its columns until it is sealed.</summary>
/// <remarks>One writer at a time.</remarks>
public sealed class OtapBatchBuilder : IDisposable
{
    public OtapBatchBuilder(Signal signal, SlabPool pool) => throw new NotImplementedException();

    public Signal Signal { get; }

    /// <summary>Spans, log records or data points appended.</summary>
    public int ItemCount { get; }

    /// <summary>Bytes of column data written so far, an estimate for sealing by size.</summary>
    public long SizeBytes { get; }

    /// <summary>Decodes one Export*ServiceRequest (or *Data) message and appends its items, or leaves all as it was.</summary>
    public AppendResult Append(ReadOnlySpan<byte> request) => throw new NotImplementedException();

    /// <summary>The same from the segments of a pipe.</summary>
    public AppendResult Append(in ReadOnlySequence<byte> request) => throw new NotImplementedException();

    /// <summary>Makes the batch of all that was appended and starts the next one. The caller owns the result.</summary>
    public OtapBatch Seal() => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
