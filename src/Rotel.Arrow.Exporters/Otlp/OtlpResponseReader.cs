using System.Text;
using System.Text.Json;
using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// Reads what a peer sends back: Export*ServiceResponse, and google.rpc.Status of OTLP/HTTP errors.
/// <code>
/// Export*ServiceResponse { partial_success 1 { rejected_spans | rejected_log_records | rejected_data_points 1 int64,
///                                              error_message 2 string } }
/// </code>
/// The three messages have the same numbers, so one reader serves all signals.
/// </summary>
internal static class OtlpResponseReader
{
    private const uint PartialSuccessTag = (1 << 3) | (uint)WireType.LengthDelimited;
    private const uint RejectedTag = (1 << 3) | (uint)WireType.Varint;
    private const uint ErrorMessageTag = (2 << 3) | (uint)WireType.LengthDelimited;

    /// <summary>
    /// Reads a protobuf response. An absent and an empty partial success are both (0, null). False when it is
    /// malformed: the request was accepted all the same.
    /// </summary>
    internal static bool TryReadProtobuf(ReadOnlySpan<byte> body, out long rejected, out string? message)
    {
        rejected = 0;
        message = null;
        var reader = new ProtoReader(body);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    return true;
                case ReadStatus.Malformed:
                    return false;
                default:
                    break;
            }

            if (tag == PartialSuccessTag)
            {
                if (!reader.TryReadBytes(out ReadOnlySpan<byte> partial) || !TryReadPartialSuccess(partial, ref rejected, ref message))
                {
                    return false;
                }
            }
            else if (!reader.TrySkip(tag))
            {
                return false;
            }
        }
    }

    /// <summary>The same for OTLP/JSON: any <c>rejected...</c> member of <c>partialSuccess</c>, number or string.</summary>
    internal static bool TryReadJson(ReadOnlySpan<byte> body, out long rejected, out string? message)
    {
        rejected = 0;
        message = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isPartial = reader.ValueTextEquals("partialSuccess"u8) || reader.ValueTextEquals("partial_success"u8);
                if (!reader.Read())
                {
                    return false;
                }

                if (isPartial && reader.TokenType == JsonTokenType.StartObject)
                {
                    ReadPartialSuccess(ref reader, ref rejected, ref message);
                }
                else
                {
                    reader.Skip();
                }
            }

            return reader.TokenType == JsonTokenType.EndObject;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// What an error body says: the message of a Status in protobuf or JSON, or the body itself when it is text.
    /// Null when there is nothing to read. <paramref name="retryDelay"/> is that of a protobuf RetryInfo.
    /// </summary>
    internal static string? ReadError(ReadOnlySpan<byte> body, string? contentType, out TimeSpan? retryDelay)
    {
        retryDelay = null;
        if (body.IsEmpty)
        {
            return null;
        }

        if (IsType(contentType, "application/x-protobuf") || IsType(contentType, "application/protobuf"))
        {
            if (!RpcStatusReader.TryRead(body, OtlpRetryPolicy.MaxPeerChars, out RpcStatus status))
            {
                return null;
            }

            retryDelay = status.RetryDelay;
            return status.Message;
        }

        return IsType(contentType, "application/json") && ReadJsonMessage(body) is { } message ? message : ReadText(body);
    }

    /// <summary>True when a Content-Type is <paramref name="type"/>, whatever parameters follow.</summary>
    internal static bool IsType(string? contentType, string type) =>
        contentType is not null
        && contentType.StartsWith(type, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == type.Length || contentType[type.Length] is ';' or ' ' or '+');

    private static bool TryReadPartialSuccess(ReadOnlySpan<byte> partial, ref long rejected, ref string? message)
    {
        var reader = new ProtoReader(partial);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    return true;
                case ReadStatus.Malformed:
                    return false;
                default:
                    break;
            }

            if (tag == RejectedTag)
            {
                if (!reader.TryReadVarint(out ulong value))
                {
                    return false;
                }

                rejected = (long)value;
            }
            else if (tag == ErrorMessageTag)
            {
                if (!reader.TryReadBytes(out ReadOnlySpan<byte> text))
                {
                    return false;
                }

                message = text.IsEmpty ? null : ReadText(text);
            }
            else if (!reader.TrySkip(tag))
            {
                return false;
            }
        }
    }

    private static void ReadPartialSuccess(ref Utf8JsonReader reader, ref long rejected, ref string? message)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMessage = reader.ValueTextEquals("errorMessage"u8) || reader.ValueTextEquals("error_message"u8);
            bool isCount = reader.ValueSpan.StartsWith("rejected"u8);
            reader.Read();
            if (isMessage && reader.TokenType == JsonTokenType.String)
            {
                message = reader.ValueSpan.IsEmpty ? null : reader.GetString();
            }
            else if (isCount && reader.TokenType == JsonTokenType.Number)
            {
                reader.TryGetInt64(out rejected);
            }
            else if (isCount && reader.TokenType == JsonTokenType.String)
            {
                _ = long.TryParse(reader.GetString(), System.Globalization.CultureInfo.InvariantCulture, out rejected);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static string? ReadJsonMessage(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isMessage = reader.ValueTextEquals("message"u8);
                reader.Read();
                if (isMessage && reader.TokenType == JsonTokenType.String)
                {
                    return reader.GetString();
                }

                reader.Skip();
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Text, as far as a message keeps it: four bytes are the longest character.</summary>
    private static string ReadText(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text[..Math.Min(text.Length, OtlpRetryPolicy.MaxPeerChars * 4)]);
}
