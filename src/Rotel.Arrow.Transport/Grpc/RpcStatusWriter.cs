using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rotel.Arrow.Transport.Grpc;

/// <summary>
/// Writes google.rpc.Status: as protobuf, as the JSON that protobuf maps it to, and as the value of
/// <c>grpc-status-details-bin</c>. A delay becomes a google.rpc.RetryInfo among the details, a violation a
/// google.rpc.BadRequest.
/// <code>
/// Status     { code 1 int32, message 2 string, details 3 repeated Any { type_url 1 string, value 2 bytes } }
/// RetryInfo  { retry_delay 1 Duration { seconds 1 int64, nanos 2 int32 } }
/// BadRequest { field_violations 1 repeated FieldViolation { field 1 string, description 2 string } }
/// </code>
/// </summary>
/// <remarks>Source: google/rpc/status.proto and error_details.proto. For errors only: allocates.</remarks>
public static class RpcStatusWriter
{
    private const string RetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";
    private const string BadRequestType = "type.googleapis.com/google.rpc.BadRequest";

    /// <summary>Longest message written, in characters: the answer to a bad request must stay small.</summary>
    public const int MaxMessageChars = 1024;

    /// <summary>Protobuf.</summary>
    /// <param name="status">Code, message and the delay to ask for.</param>
    /// <param name="violation">What is wrong with the request; null for none.</param>
    public static byte[] ToProtobuf(in RpcStatus status, string? violation = null)
    {
        var output = new ArrayBufferWriter<byte>(256);
        if (status.Code != 0)
        {
            Varint(output, 1, (ulong)status.Code);
        }

        if (status.Message is not null)
        {
            Text(output, 2, Shorten(status.Message));
        }

        if (status.RetryDelay is { } delay)
        {
            Any(output, RetryInfoType, RetryInfo(delay));
        }

        if (violation is not null)
        {
            Any(output, BadRequestType, BadRequest(Shorten(violation)));
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The header <c>grpc-status-details-bin</c>: base64 without padding (gRPC over HTTP/2, "Binary Header").</summary>
    public static string ToHeader(in RpcStatus status, string? violation = null) =>
        Convert.ToBase64String(ToProtobuf(status, violation)).TrimEnd('=');

    /// <summary>JSON.</summary>
    /// <param name="status">Code, message and the delay to ask for.</param>
    /// <param name="violation">What is wrong with the request; null for none.</param>
    public static byte[] ToJson(in RpcStatus status, string? violation = null)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("code"u8, status.Code);
            if (status.Message is not null)
            {
                json.WriteString("message"u8, Shorten(status.Message));
            }

            if (status.RetryDelay is not null || violation is not null)
            {
                WriteDetails(json, status.RetryDelay, violation);
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteDetails(Utf8JsonWriter json, TimeSpan? delay, string? violation)
    {
        json.WriteStartArray("details"u8);
        if (delay is not null)
        {
            json.WriteStartObject();
            json.WriteString("@type"u8, RetryInfoType);
            json.WriteString("retryDelay"u8, string.Create(CultureInfo.InvariantCulture, $"{delay.Value.TotalSeconds:0.#########}s"));
            json.WriteEndObject();
        }

        if (violation is not null)
        {
            json.WriteStartObject();
            json.WriteString("@type"u8, BadRequestType);
            json.WriteStartArray("fieldViolations"u8);
            json.WriteStartObject();
            json.WriteString("description"u8, Shorten(violation));
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static byte[] RetryInfo(TimeSpan delay)
    {
        var duration = new ArrayBufferWriter<byte>(16);
        long seconds = delay.Ticks / TimeSpan.TicksPerSecond, nanos = delay.Ticks % TimeSpan.TicksPerSecond * 100;
        if (seconds != 0)
        {
            Varint(duration, 1, (ulong)seconds);
        }

        if (nanos != 0)
        {
            Varint(duration, 2, (ulong)nanos);
        }

        var retryInfo = new ArrayBufferWriter<byte>(20);
        Bytes(retryInfo, 1, duration.WrittenSpan);
        return retryInfo.WrittenSpan.ToArray();
    }

    private static byte[] BadRequest(string violation)
    {
        var fieldViolation = new ArrayBufferWriter<byte>(64);
        Text(fieldViolation, 2, violation);
        var badRequest = new ArrayBufferWriter<byte>(72);
        Bytes(badRequest, 1, fieldViolation.WrittenSpan);
        return badRequest.WrittenSpan.ToArray();
    }

    private static void Any(ArrayBufferWriter<byte> output, string type, ReadOnlySpan<byte> value)
    {
        var any = new ArrayBufferWriter<byte>(128);
        Text(any, 1, type);
        Bytes(any, 2, value);
        Bytes(output, 3, any.WrittenSpan);
    }

    private static void Text(ArrayBufferWriter<byte> output, int field, string text) => Bytes(output, field, Encoding.UTF8.GetBytes(text));

    private static void Bytes(ArrayBufferWriter<byte> output, int field, ReadOnlySpan<byte> value)
    {
        const int LengthDelimited = 2;
        Raw(output, (ulong)((field << 3) | LengthDelimited));
        Raw(output, (ulong)value.Length);
        output.Write(value);
    }

    private static void Varint(ArrayBufferWriter<byte> output, int field, ulong value)
    {
        Raw(output, (ulong)(field << 3));
        Raw(output, value);
    }

    private static void Raw(ArrayBufferWriter<byte> output, ulong value)
    {
        const int MaxVarintBytes = 10;
        Span<byte> target = output.GetSpan(MaxVarintBytes);
        int count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[count++] = (byte)(value | 0x80);
        }

        target[count++] = (byte)value;
        output.Advance(count);
    }

    /// <summary>At most <see cref="MaxMessageChars"/> characters, never half a surrogate pair.</summary>
    public static string Shorten(string text) => text.Length <= MaxMessageChars
        ? text
        : text[..(char.IsHighSurrogate(text[MaxMessageChars - 1]) ? MaxMessageChars - 1 : MaxMessageChars)];
}
