using Microsoft.Extensions.Logging;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// What the receiver says. Requests that are not accepted are written at most once every ten seconds for each status,
/// with the number that was left out, so that no peer can fill a disk; request bodies and headers are never written.
/// </summary>
/// <remarks>Thread-safe. Warning: refused and told so, the peer may resend. Error: a defect or a matter for the operator.</remarks>
internal sealed partial class OtlpReceiverLog(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly long[] _lastWritten = new long[(int)ExportStatus.BadHttp + 1];
    private readonly long[] _leftOut = new long[(int)ExportStatus.BadHttp + 1];

    /// <summary>Writes a refusal, rarely. Peers that left are not worth a line.</summary>
    internal void NotAccepted(OtlpTransport transport, Signal signal, in ExportReply reply)
    {
        if (reply.Status is ExportStatus.Accepted or ExportStatus.Aborted or ExportStatus.Fault)
        {
            return;
        }

        if (TryTakeTurn((int)reply.Status, out long leftOut))
        {
            NotAcceptedLine(transport.Name(), signal.Name(), reply.GrpcCode, reply.Text, leftOut);
        }
    }

    /// <summary>Writes a defect, rarely.</summary>
    internal void Fault(OtlpTransport transport, Signal signal, Exception error)
    {
        if (TryTakeTurn((int)ExportStatus.Fault, out long leftOut))
        {
            FaultLine(transport.Name(), signal.Name(), leftOut, error);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "OTLP/gRPC listening on {Address}", EventName = "GrpcListening")]
    internal partial void GrpcListening(string address);

    [LoggerMessage(2, LogLevel.Information, "OTLP/HTTP listening on {Address}", EventName = "HttpListening")]
    internal partial void HttpListening(string address);

    [LoggerMessage(3, LogLevel.Warning,
        "{Option} {Address} takes plain text from other machines: telemetry can be read and forged on the way. Give a certificate or listen on localhost.",
        EventName = "PlainTextOffLoopback")]
    internal partial void PlainTextOffLoopback(string option, string address);

    [LoggerMessage(4, LogLevel.Warning, "The changed TLS files are not usable, the old ones stay in use: {Problem}", EventName = "TlsReloadFailed")]
    internal partial void TlsReloadFailed(string problem);

    [LoggerMessage(5, LogLevel.Information, "No new requests are taken", EventName = "AdmissionStopped")]
    internal partial void AdmissionStopped();

    [LoggerMessage(6, LogLevel.Warning,
        "A request over {Transport} with {Signal} was not accepted: {Code}, {Reason} ({LeftOut} more since the last such line)",
        EventName = "RequestNotAccepted")]
    private partial void NotAcceptedLine(string transport, string signal, Transport.Grpc.GrpcStatusCode code, string reason, long leftOut);

    [LoggerMessage(7, LogLevel.Error,
        "A request over {Transport} with {Signal} failed by a defect of this program ({LeftOut} more since the last such line)",
        EventName = "RequestFault")]
    private partial void FaultLine(string transport, string signal, long leftOut, Exception error);

    private bool TryTakeTurn(int status, out long leftOut)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            if (_lastWritten[status] != 0 && time.GetElapsedTime(_lastWritten[status], now) < s_quiet)
            {
                _leftOut[status]++;
                leftOut = 0;
                return false;
            }

            _lastWritten[status] = now == 0 ? 1 : now;
            leftOut = _leftOut[status];
            _leftOut[status] = 0;
            return true;
        }
    }
}
