using System.Buffers;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Exporters;

/// <summary>One line of a file while it is made: bytes in a slab that grows.</summary>
/// <remarks>Owns its slab. One writer.</remarks>
internal sealed class JsonLine : IBufferWriter<byte>, IDisposable
{
    /// <summary>Longest line. A batch is limited far below; escapes make JSON up to six times as long as OTLP.</summary>
    private const long MaxBytes = 1 << 30;

    private readonly SlabPool _pool;
    private Slab _slab;
    private int _used;

    /// <param name="pool">Memory.</param>
    /// <param name="batchBytes">Size of the batch in OTLP; JSON usually takes two to three times as much.</param>
    public JsonLine(SlabPool pool, long batchBytes)
    {
        _pool = pool;
        _slab = pool.Rent((int)Math.Clamp(batchBytes * 5 / 2, 4096, MaxBytes));
    }

    /// <summary>What was written. Valid until more is written or the line is disposed.</summary>
    public ReadOnlyMemory<byte> Written => _slab.ReadOnly(_used);

    /// <summary>Ends the line.</summary>
    public void End()
    {
        GetSpan(1)[0] = (byte)'\n';
        Advance(1);
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _slab.CapacityBytes - _used);
        _used += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _slab.Memory[_used..];
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _slab.GetSpan()[_used..];
    }

    /// <inheritdoc/>
    public void Dispose() => _slab.Release();

    private void Reserve(int sizeHint)
    {
        long needed = (long)_used + Math.Max(sizeHint, 1);
        if (needed <= _slab.CapacityBytes)
        {
            return;
        }

        if (needed > MaxBytes)
        {
            throw new LineTooLongException();
        }

        Slab larger = _pool.Rent((int)Math.Min(Math.Max(needed, _slab.CapacityBytes * 2L), MaxBytes));
        _slab.GetSpan()[.._used].CopyTo(larger.GetSpan());
        _slab.Release();
        _slab = larger;
    }
}

/// <summary>A batch whose JSON takes more than a line may.</summary>
internal sealed class LineTooLongException()
    : Exception("The batch takes more than 1 GiB as JSON; lower the batch size.");
