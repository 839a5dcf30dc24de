using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Export*ServiceResponse, alike for all signals but for one JSON name:
/// <code>
/// Export*ServiceResponse { partial_success 1 }
/// Export*PartialSuccess  { rejected_spans | rejected_data_points | rejected_log_records 1 int64, error_message 2 string }
/// </code>
/// On full success without a warning partial_success is unset (OTLP 1.11, MUST), so the message is empty.
/// </summary>
internal static class ExportResponse
{
    private static ReadOnlySpan<byte> EmptyJson => "{}"u8;

    /// <summary>True when the response has nothing to say: no bytes in protobuf, <c>{}</c> in JSON.</summary>
    internal static bool IsEmpty(in ExportReply accepted) => accepted.RejectedItems == 0 && string.IsNullOrEmpty(accepted.Message);

    internal static ReadOnlySpan<byte> ToBytes(BodyFormat format, Signal signal, in ExportReply accepted) => format switch
    {
        BodyFormat.Protobuf => IsEmpty(accepted) ? default : ToProtobuf(accepted),
        _ => IsEmpty(accepted) ? EmptyJson : ToJson(signal, accepted),
    };

    private static byte[] ToProtobuf(in ExportReply accepted)
    {
        const byte PartialSuccessTag = 0x0A, RejectedTag = 0x08, MessageTag = 0x12;
        byte[] message = Encoding.UTF8.GetBytes(Shorten(accepted.Message));
        var partial = new ArrayBufferWriter<byte>(message.Length + 16);
        if (accepted.RejectedItems > 0)
        {
            partial.Write([RejectedTag]);
            WriteVarint(partial, (ulong)accepted.RejectedItems);
        }

        if (message.Length > 0)
        {
            partial.Write([MessageTag]);
            WriteVarint(partial, (ulong)message.Length);
            partial.Write(message);
        }

        var response = new ArrayBufferWriter<byte>(partial.WrittenCount + 8);
        response.Write([PartialSuccessTag]);
        WriteVarint(response, (ulong)partial.WrittenCount);
        response.Write(partial.WrittenSpan);
        return response.WrittenSpan.ToArray();
    }

    private static byte[] ToJson(Signal signal, in ExportReply accepted)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartObject("partialSuccess"u8);
            if (accepted.RejectedItems > 0)
            {
                // 64-bit integers are decimal strings in protobuf's JSON.
                json.WriteString(RejectedName(signal), accepted.RejectedItems.ToString(CultureInfo.InvariantCulture));
            }

            if (!string.IsNullOrEmpty(accepted.Message))
            {
                json.WriteString("errorMessage"u8, Shorten(accepted.Message));
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> RejectedName(Signal signal) => signal switch
    {
        Signal.Traces => "rejectedSpans"u8,
        Signal.Metrics => "rejectedDataPoints"u8,
        _ => "rejectedLogRecords"u8,
    };

    private static string Shorten(string? message) => message is null ? "" : RpcStatusWriter.Shorten(message);

    private static void WriteVarint(ArrayBufferWriter<byte> output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.Write([(byte)(value | 0x80)]);
        }

        output.Write([(byte)value]);
    }
}
