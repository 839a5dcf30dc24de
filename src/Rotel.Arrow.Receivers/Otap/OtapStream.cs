using System.IO.Pipelines;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.FromRecords;
using Rotel.Arrow.Otap.ToOtlp;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>
/// One open stream: reads batch after batch, decodes and submits it, and sees to it that each gets exactly one answer.
/// <code>
/// free slot -> prefix -> admitted memory -> inflate -> tables -> pipeline -> status
///                                              any fault that costs schemas or dictionaries ends the stream
/// </code>
/// </summary>
/// <remarks>One thread at a time, except for the answers.</remarks>
internal sealed class OtapStream : IDisposable
{
    private readonly Signal _signal;
    private readonly IIngress _ingress;
    private readonly SlabPool _pool;
    private readonly BoundedInflater _inflater;
    private readonly OtapDecoders _decoders;
    private readonly OtapStatusWriter _statuses;
    private readonly SemaphoreSlim _slots;
    private readonly OtapReceiverMetrics.Counters _counters;
    private readonly OtapReceiverLog _log;
    private readonly int _maxMessageBytes;
    private readonly OtapMessage _messages;
    private readonly RecordsStream _records;
    private readonly List<OtapBatch> _batches = [];

    internal OtapStream(
        Signal signal,
        OtapReceiverOptions options,
        IIngress ingress,
        SlabPool pool,
        BoundedInflater inflater,
        OtapDecoders decoders,
        OtapStatusWriter statuses,
        SemaphoreSlim slots,
        OtapReceiverMetrics.Counters counters,
        OtapReceiverLog log,
        int maxMessageBytes,
        TimeProvider time)
    {
        _signal = signal;
        _ingress = ingress;
        _pool = pool;
        _inflater = inflater;
        _decoders = decoders;
        _statuses = statuses;
        _slots = slots;
        _counters = counters;
        _log = log;
        _maxMessageBytes = maxMessageBytes;
        _messages = new OtapMessage(ingress, signal, options.AdmissionWait, time);
        _records = new RecordsStream(signal, pool, options.Limits);
    }

    /// <summary>Lets schemas and dictionaries go.</summary>
    public void Dispose() => _records.Dispose();

    /// <summary>Reads until the stream ends in order or breaks; what was read is then answered, or about to be.</summary>
    internal async Task<OtapStreamEnd> ReadAsync(PipeReader body, ContentEncoding encoding, CancellationToken cancellation)
    {
        while (true)
        {
            await _slots.WaitAsync(cancellation).ConfigureAwait(false);
            bool isAnswered = false;
            try
            {
                (GrpcPrefix prefix, OtapStreamEnd? fault) = await PrefixAsync(body, encoding, cancellation).ConfigureAwait(false);
                if (fault is { } end)
                {
                    return end.Code == GrpcStatusCode.Ok ? end : Broken(end);
                }

                int length = (int)prefix.MessageBytes;
                Slab? message = await _messages.ReadAsync(body, length, cancellation).ConfigureAwait(false);
                if (message is null)
                {
                    return new OtapStreamEnd(GrpcStatusCode.Unavailable, "the gateway has no memory for the next batch; open a stream and send it again");
                }

                Interlocked.Add(ref _counters.Bytes, length);
                if (prefix.Compressed && TryInflate(encoding, ref message, ref length) is { } failure)
                {
                    return failure.Code == GrpcStatusCode.Unavailable ? failure : Broken(failure);
                }

                RecordsRead read;
                try
                {
                    read = Decode(message, length);
                }
                finally
                {
                    message.Release();
                }

                if (!read.HasBatchId)
                {
                    return Broken(new OtapStreamEnd(GrpcStatusCode.InvalidArgument, read.Message!));
                }

                isAnswered = true;
                Answer(read);
                if (_records.IsBroken)
                {
                    return Broken(new OtapStreamEnd(GrpcStatusCode.InvalidArgument, read.Message!));
                }
            }
            finally
            {
                if (!isAnswered)
                {
                    _slots.Release();
                }
            }
        }
    }

    private static async ValueTask<(GrpcPrefix Prefix, OtapStreamEnd? End)> ReadPrefixAsync(PipeReader body, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult result = await body.ReadAsync(cancellation).ConfigureAwait(false);
            if (result.Buffer.Length >= GrpcFramePrefix.LengthBytes)
            {
                body.AdvanceTo(result.Buffer.Start);
                return (await GrpcPrefixReader.ReadAsync(body).ConfigureAwait(false), null);
            }

            if (result.IsCompleted)
            {
                bool isEnd = result.Buffer.IsEmpty;
                body.AdvanceTo(result.Buffer.End);
                return (default, isEnd ? OtapStreamEnd.InOrder : new OtapStreamEnd(GrpcStatusCode.Internal, "the stream ends within the prefix of a message"));
            }

            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private async ValueTask<(GrpcPrefix Prefix, OtapStreamEnd? End)> PrefixAsync(PipeReader body, ContentEncoding encoding, CancellationToken cancellation)
    {
        (GrpcPrefix prefix, OtapStreamEnd? end) = await ReadPrefixAsync(body, cancellation).ConfigureAwait(false);
        if (end is not null)
        {
            return (prefix, end);
        }

        if (prefix.State != GrpcPrefixState.Message)
        {
            return (prefix, new OtapStreamEnd(GrpcStatusCode.Internal, "a message has no valid prefix"));
        }

        if (prefix.Compressed && encoding == ContentEncoding.Identity)
        {
            return (prefix, new OtapStreamEnd(GrpcStatusCode.Internal, "a compressed message without grpc-encoding"));
        }

        return prefix.MessageBytes > (uint)_maxMessageBytes
            ? (prefix, new OtapStreamEnd(
                GrpcStatusCode.ResourceExhausted,
                $"a message of {prefix.MessageBytes} bytes is longer than the limit of {_maxMessageBytes} bytes"))
            : (prefix, null);
    }

    /// <summary>Replaces the message by what it holds. Its schemas and dictionaries are lost when that fails.</summary>
    private OtapStreamEnd? TryInflate(ContentEncoding encoding, ref Slab message, ref int length)
    {
        InflateResult inflated;
        try
        {
            inflated = _inflater.Inflate(encoding, message.ReadOnly(length));
        }
        catch
        {
            message.Release();
            throw;
        }

        message.Release();
        if (inflated.Status == InflateStatus.Ok)
        {
            message = inflated.Slab!;
            length = inflated.Length;
            return null;
        }

        GrpcStatusCode code = inflated.Status switch
        {
            InflateStatus.OverBudget => GrpcStatusCode.Unavailable,
            InflateStatus.TooLarge => GrpcStatusCode.ResourceExhausted,
            _ => GrpcStatusCode.InvalidArgument,
        };
        return new OtapStreamEnd(code, inflated.Message ?? "the message cannot be decompressed");
    }

    private RecordsRead Decode(Slab message, int length)
    {
        RecordsDecoder decoder = _decoders.Take();
        try
        {
            RecordsRead read = _records.Read(message.ReadOnly(length), decoder, _batches);
            _decoders.GiveBack(decoder);
            return read;
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    /// <summary>Submits what was read, or says why not. The answer to the batch is queued now or when it was delivered.</summary>
    private void Answer(in RecordsRead read)
    {
        Interlocked.Add(ref _counters.Replaced, read.ReplacedValues);
        if (read.Status != RecordsStatus.Ok)
        {
            GrpcStatusCode code = read.Status == RecordsStatus.OverBudget ? GrpcStatusCode.Unavailable : GrpcStatusCode.InvalidArgument;
            _log.Refused(_signal, read.Message!);
            Queue(new OtapBatchStatus(read.BatchId, code, read.Message!));
            return;
        }

        OtapDelivery? delivery = _ingress.WaitsForDelivery && read.Items > 0 ? new OtapDelivery(read.BatchId, _statuses) : null;
        delivery?.AddPart();
        SubmitResult worst = Submit(delivery);
        if (worst.Status == SubmitStatus.Accepted)
        {
            Interlocked.Add(ref _counters.Items, read.Items);
        }

        if (delivery is not null)
        {
            // Parts that were accepted answer when they are delivered; what was refused here makes the answer a nack.
            _counters.Answered(CodeOf(worst.Status));
            delivery.CompletePart(worst.Status switch
            {
                SubmitStatus.Accepted => Outcome.Ack,
                SubmitStatus.Overloaded => Outcome.Retryable(NackCause.Overloaded, worst.Message ?? "overloaded"),
                _ => Outcome.Permanent(NackCause.PipelineFault, worst.Message ?? "not accepted"),
            });
        }
        else
        {
            Queue(new OtapBatchStatus(read.BatchId, CodeOf(worst.Status), worst.Message ?? ""));
        }
    }

    private SubmitResult Submit(OtapDelivery? delivery)
    {
        var worst = new SubmitResult(SubmitStatus.Accepted);
        foreach (OtapBatch batch in _batches)
        {
            try
            {
                if (worst.Status == SubmitStatus.Accepted)
                {
                    worst = Submit(batch, delivery);
                }
            }
            finally
            {
                batch.Release();
            }
        }

        _batches.Clear();
        return worst;
    }

    /// <summary>As OTLP bytes, so that the pipeline merges and splits it with everything else of the signal.</summary>
    private SubmitResult Submit(OtapBatch batch, OtapDelivery? delivery)
    {
        OtlpBytes bytes = OtlpEncoder.Encode(batch, _pool);
        try
        {
            ReadOnlySpan<byte> request = bytes[0].Span;
            Slab? body = _pool.TryRent(request.Length);
            if (body is null)
            {
                return new SubmitResult(SubmitStatus.Overloaded, Message: "The memory budget of the gateway is used up; retry later.");
            }

            request.CopyTo(body.GetSpan());
            return _ingress.Submit(_signal, body, request.Length, delivery);
        }
        finally
        {
            bytes.Release();
        }
    }

    private void Queue(in OtapBatchStatus status)
    {
        _counters.Answered(status.Code);
        _statuses.Add(status);
    }

    private OtapStreamEnd Broken(in OtapStreamEnd end)
    {
        Interlocked.Increment(ref _counters.Broken);
        _log.Broken(_signal, end.Message);
        return end;
    }

    private static GrpcStatusCode CodeOf(SubmitStatus status) => status switch
    {
        SubmitStatus.Accepted => GrpcStatusCode.Ok,
        SubmitStatus.Overloaded => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.InvalidArgument,
    };
}
