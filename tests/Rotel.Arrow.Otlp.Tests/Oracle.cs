using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Tests;

/// <summary>Google.Protobuf's reading of a request: what ours is compared with.</summary>
internal static class Oracle
{
    /// <summary>Enough for AnyValues at our cap: three messages a level.</summary>
    private const int RecursionLimit = 1000;

    internal static IMessage Parse(Signal signal, ReadOnlySpan<byte> bytes)
    {
        using var stream = new MemoryStream(bytes.ToArray());
        using CodedInputStream input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, RecursionLimit);
        IMessage message = signal switch
        {
            Signal.Traces => new ExportTraceServiceRequest(),
            Signal.Logs => new ExportLogsServiceRequest(),
            _ => new ExportMetricsServiceRequest(),
        };
        message.MergeFrom(input);
        return message;
    }

    internal static IMessage? TryParse(Signal signal, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Parse(signal, bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    internal static int Count(IMessage message) => OtlpItems.Count(message);

    internal static byte[] RandomRequest(RandomOtlp random, Signal signal) => random.Request(signal.Name()).ToByteArray();
}
