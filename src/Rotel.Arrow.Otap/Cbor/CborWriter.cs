using System.Buffers.Binary;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otap.Cbor;

/// <summary>
/// Writes the CBOR of the <c>ser</c> columns (RFC 8949; otap.md 4.5): maps and arrays of indefinite length, text keys
/// in insertion order, 64-bit floats, integers at their shortest.
/// </summary>
/// <remarks>
/// Three extensions of our own stand for what OTLP has and OTAP has not; an encoder for peers must replace them:
/// <c>undefined</c> (F7) is a KeyValue without a value, tag 0x524F (59999 is unassigned in the IANA registry; ours is
/// in the first-come range and never leaves the process) before an integer is AnyValue.string_value_strindex, and the
/// same tag before an array [text, integer] in key position is a key with KeyValue.key_strindex.
/// </remarks>
internal sealed class CborWriter(SlabPool pool) : IDisposable
{
    /// <summary>Marks profiles dictionary references.</summary>
    internal const int StrindexTag = 0x524F;

    private readonly NativeBuffer<byte> _bytes = new(pool);

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.Values;

    /// <summary>Starts a new item. The room that one huge value needed is not kept.</summary>
    public void Clear() => _bytes.Truncate(0);

    public void BeginMap() => _bytes.Append(0xBF);

    public void BeginArray() => _bytes.Append(0x9F);

    /// <summary>Ends the innermost map or array.</summary>
    public void End() => _bytes.Append(0xFF);

    public void Text(ReadOnlySpan<byte> utf8)
    {
        Head(3, (ulong)utf8.Length);
        _bytes.Append(utf8);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Head(2, (ulong)value.Length);
        _bytes.Append(value);
    }

    public void Int(long value)
    {
        if (value >= 0)
        {
            Head(0, (ulong)value);
        }
        else
        {
            Head(1, (ulong)~value);
        }
    }

    public void Bool(bool value) => _bytes.Append(value ? (byte)0xF5 : (byte)0xF4);

    public void Null() => _bytes.Append(0xF6);

    public void Undefined() => _bytes.Append(0xF7);

    public void Double(double value)
    {
        _bytes.Append(0xFB);
        BinaryPrimitives.WriteDoubleBigEndian(_bytes.AppendSpan(8), value);
    }

    public void Strindex(int index)
    {
        Head(6, StrindexTag);
        Int(index);
    }

    /// <summary>A map key with a dictionary reference beside (or instead of) its text.</summary>
    public void KeyWithStrindex(ReadOnlySpan<byte> key, int index)
    {
        Head(6, StrindexTag);
        _bytes.Append(0x82);
        Text(key);
        Int(index);
    }

    public void Dispose() => _bytes.Dispose();

    private void Head(int major, ulong value)
    {
        byte top = (byte)(major << 5);
        if (value < 24)
        {
            _bytes.Append((byte)(top | (byte)value));
        }
        else if (value <= byte.MaxValue)
        {
            _bytes.Append((byte)(top | 24));
            _bytes.Append((byte)value);
        }
        else if (value <= ushort.MaxValue)
        {
            _bytes.Append((byte)(top | 25));
            BinaryPrimitives.WriteUInt16BigEndian(_bytes.AppendSpan(2), (ushort)value);
        }
        else if (value <= uint.MaxValue)
        {
            _bytes.Append((byte)(top | 26));
            BinaryPrimitives.WriteUInt32BigEndian(_bytes.AppendSpan(4), (uint)value);
        }
        else
        {
            _bytes.Append((byte)(top | 27));
            BinaryPrimitives.WriteUInt64BigEndian(_bytes.AppendSpan(8), value);
        }
    }
}
