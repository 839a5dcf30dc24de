using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Rotel.Arrow.Transport.Grpc;

/// <summary>The parts of a google.rpc.Status that a client acts on.</summary>
/// <param name="Code">Field 1; 0 when absent.</param>
/// <param name="Message">Field 2, shortened; null when absent.</param>
/// <param name="RetryDelay">
/// The delay of the first google.rpc.RetryInfo among the details, not negative; null without one.
/// </param>
public readonly record struct RpcStatus(int Code, string? Message, TimeSpan? RetryDelay);

/// <summary>
/// Reads google.rpc.Status from the wire: <c>grpc-status-details-bin</c>, and the bodies of OTLP/HTTP errors.
/// <code>
/// Status { code 1 int32, message 2 string, details 3 repeated Any { type_url 1 string, value 2 bytes } }
/// RetryInfo { retry_delay 1 Duration { seconds 1 int64, nanos 2 int32 } }
/// </code>
/// </summary>
/// <remarks>Source: google/rpc/status.proto and error_details.proto. Allocates for the message only.</remarks>
public static class RpcStatusReader
{
    /// <summary>Longest base64 text that is read: response headers are limited to 64 KiB as a whole.</summary>
    private const int MaxBase64Chars = 64 << 10;

    private static ReadOnlySpan<byte> RetryInfoType => "/google.rpc.RetryInfo"u8;

    /// <summary>
    /// Reads the value of a <c>grpc-status-details-bin</c> header: base64, with or without padding. False when it is
    /// malformed, which must not change what the status code says.
    /// </summary>
    public static bool TryReadHeader(ReadOnlySpan<char> base64, int maxMessageChars, out RpcStatus status)
    {
        status = default;
        base64 = base64.Trim().TrimEnd('=');
        if (base64.Length > MaxBase64Chars)
        {
            return false;
        }

        int padded = (base64.Length + 3) & ~3;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(padded);
        try
        {
            buffer.AsSpan(0, padded).Fill((byte)'=');
            return Encoding.UTF8.TryGetBytes(base64, buffer, out int written)
                && written == base64.Length
                && Base64.DecodeFromUtf8InPlace(buffer.AsSpan(0, padded), out int length) == OperationStatus.Done
                && TryRead(buffer.AsSpan(0, length), maxMessageChars, out status);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads the message. False when it is not well-formed protobuf.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int maxMessageChars, out RpcStatus status)
    {
        status = default;
        var reader = new FieldReader(bytes);
        while (reader.MoveNext())
        {
            switch (reader.Field)
            {
                case 1 when !reader.IsBytes:
                    status = status with { Code = (int)reader.Varint };
                    break;
                case 2 when reader.IsBytes:
                    // Four bytes are the longest character, so this many hold the characters wanted.
                    ReadOnlySpan<byte> text = reader.Bytes[..Math.Min(reader.Bytes.Length, maxMessageChars * 4)];
                    string message = Encoding.UTF8.GetString(text);
                    status = status with { Message = message.Length <= maxMessageChars ? message : message[..maxMessageChars] };
                    break;
                case 3 when reader.IsBytes && status.RetryDelay is null:
                    status = status with { RetryDelay = ReadRetryDelay(reader.Bytes) };
                    break;
                default:
                    break;
            }
        }

        return !reader.IsMalformed;
    }

    private static TimeSpan? ReadRetryDelay(ReadOnlySpan<byte> any)
    {
        ReadOnlySpan<byte> type = default;
        ReadOnlySpan<byte> value = default;
        var reader = new FieldReader(any);
        while (reader.MoveNext())
        {
            if (reader.IsBytes && reader.Field == 1)
            {
                type = reader.Bytes;
            }
            else if (reader.IsBytes && reader.Field == 2)
            {
                value = reader.Bytes;
            }
        }

        if (reader.IsMalformed || !type.EndsWith(RetryInfoType))
        {
            return null;
        }

        var retryInfo = new FieldReader(value);
        TimeSpan delay = TimeSpan.Zero;
        while (retryInfo.MoveNext())
        {
            if (retryInfo.IsBytes && retryInfo.Field == 1)
            {
                delay = ReadDuration(retryInfo.Bytes);
            }
        }

        return retryInfo.IsMalformed ? null : delay;
    }

    private static TimeSpan ReadDuration(ReadOnlySpan<byte> duration)
    {
        long seconds = 0;
        int nanos = 0;
        var reader = new FieldReader(duration);
        while (reader.MoveNext())
        {
            if (!reader.IsBytes && reader.Field == 1)
            {
                seconds = (long)reader.Varint;
            }
            else if (!reader.IsBytes && reader.Field == 2)
            {
                nanos = (int)reader.Varint;
            }
        }

        // A year is beyond every cap a caller may have, and far from overflow.
        seconds = Math.Clamp(seconds, 0, 31_536_000);
        return TimeSpan.FromTicks((seconds * TimeSpan.TicksPerSecond) + (Math.Clamp(nanos, 0, 999_999_999) / 100));
    }

    /// <summary>Steps over the fields of one message; numbers other than varints are skipped.</summary>
    private ref struct FieldReader(ReadOnlySpan<byte> message)
    {
        private ReadOnlySpan<byte> _rest = message;

        public int Field { get; private set; }

        public bool IsBytes { get; private set; }

        public bool IsMalformed { get; private set; }

        public ulong Varint { get; private set; }

        public ReadOnlySpan<byte> Bytes { get; private set; }

        public bool MoveNext()
        {
            while (!_rest.IsEmpty)
            {
                if (!TryVarint(out ulong tag) || tag >> 3 is 0 or > int.MaxValue)
                {
                    return Malformed();
                }

                Field = (int)(tag >> 3);
                switch ((int)tag & 7)
                {
                    case 0 when TryVarint(out ulong value):
                        Varint = value;
                        IsBytes = false;
                        return true;
                    case 2 when TryVarint(out ulong length) && length <= (ulong)_rest.Length:
                        Bytes = _rest[..(int)length];
                        _rest = _rest[(int)length..];
                        IsBytes = true;
                        return true;
                    case 1 when _rest.Length >= 8:
                        _rest = _rest[8..];
                        break;
                    case 5 when _rest.Length >= 4:
                        _rest = _rest[4..];
                        break;
                    default:
                        return Malformed();
                }
            }

            return false;
        }

        private bool Malformed()
        {
            IsMalformed = true;
            _rest = default;
            return false;
        }

        private bool TryVarint(out ulong value)
        {
            value = 0;
            for (int i = 0; i < 10 && i < _rest.Length; i++)
            {
                value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
                if (_rest[i] < 0x80)
                {
                    _rest = _rest[(i + 1)..];
                    return true;
                }
            }

            return false;
        }
    }
}
