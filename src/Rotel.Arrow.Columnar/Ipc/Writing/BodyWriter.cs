using System.Buffers.Binary;
using Rotel.Arrow.Columnar.Ipc.Compression;
using Rotel.Arrow.Memory;
using ZstdSharp;

namespace Rotel.Arrow.Columnar.Ipc.Writing;

/// <summary>
/// Writes the buffers of a message one behind the other, each compressed by itself where that pays, padded with zeros,
/// and notes where they are.
/// </summary>
/// <remarks>
/// With compression each buffer that is not empty begins with its true length (i64), or -1 when it is stored as it is.
/// A Zstandard context is borrowed from <see cref="Begin"/> to <see cref="End"/>.
/// </remarks>
internal sealed class BodyWriter(IpcWriterOptions options)
{
    private const int PrefixBytes = 8;

    private NativeBuffer<byte> _output = null!;
    private MessageNumbers _numbers = null!;
    private Compressor? _zstd;
    private int _start;

    /// <summary>A record begins: messages that are written with one context.</summary>
    internal void Begin(NativeBuffer<byte> output, MessageNumbers numbers)
    {
        _output = output;
        _numbers = numbers;
    }

    /// <summary>The body of a message begins at the end of the output.</summary>
    internal void BeginBody() => _start = _output.Count;

    /// <summary>Bytes of the body so far, padding included.</summary>
    internal int BodyBytes => _output.Count - _start;

    /// <summary>Appends one buffer.</summary>
    internal void Add(ReadOnlySpan<byte> buffer)
    {
        int at = _output.Count;
        if (!buffer.IsEmpty)
        {
            if (options.Compression == IpcCompression.None)
            {
                _output.Append(buffer);
            }
            else if (buffer.Length < options.CompressFromBytes || !TryCompress(buffer))
            {
                BinaryPrimitives.WriteInt64LittleEndian(_output.AppendSpan(PrefixBytes), -1);
                _output.Append(buffer);
            }
        }

        _numbers.AddBuffer(at - _start, _output.Count - at);
        int padding = -BodyBytes & (options.AlignmentBytes - 1);
        _output.AppendSpan(padding).Clear();
    }

    /// <summary>The record ends.</summary>
    internal void End()
    {
        if (_zstd is not null)
        {
            ZstdFrame.Return(_zstd);
            _zstd = null;
        }
    }

    private bool TryCompress(ReadOnlySpan<byte> buffer)
    {
        int at = _output.Count;
        int bound = options.Compression == IpcCompression.Zstd
            ? Compressor.GetCompressBound(buffer.Length)
            : Lz4Frame.Bound(buffer.Length);
        Span<byte> target = _output.AppendSpan(PrefixBytes + bound);
        int written = options.Compression == IpcCompression.Zstd
            ? (_zstd ??= ZstdFrame.RentEncoder(options.ZstdLevel)).Wrap(buffer, target[PrefixBytes..])
            : Lz4Frame.Encode(buffer, target[PrefixBytes..]);
        if (written >= buffer.Length)
        {
            _output.Truncate(at);
            return false;
        }

        BinaryPrimitives.WriteInt64LittleEndian(target, buffer.Length);
        _output.Truncate(at + PrefixBytes + written);
        return true;
    }
}
