using System.Buffers;

namespace Rotel.Arrow.Parquet.Output;

/// <summary>Where the file's bytes go, in order; knows the position.</summary>
internal abstract class ByteSink
{
    /// <summary>Bytes written.</summary>
    public long Position { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Accept(bytes);
        Position += bytes.Length;
    }

    protected abstract void Accept(ReadOnlySpan<byte> bytes);
}

/// <summary>A stream; its owner flushes and closes it.</summary>
internal sealed class StreamSink(Stream stream) : ByteSink
{
    protected override void Accept(ReadOnlySpan<byte> bytes) => stream.Write(bytes);
}

/// <summary>A buffer writer, such as a pipe.</summary>
internal sealed class BufferWriterSink(IBufferWriter<byte> writer) : ByteSink
{
    protected override void Accept(ReadOnlySpan<byte> bytes) => writer.Write(bytes);
}
