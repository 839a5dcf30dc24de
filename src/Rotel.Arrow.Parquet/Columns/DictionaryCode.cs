using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>One code of a dictionary array of any index type, checked against the dictionary.</summary>
internal static class DictionaryCode
{
    /// <exception cref="ArgumentException">The code is behind the dictionary.</exception>
    public static int Read(ArrayData data, int slot)
    {
        ReadOnlySpan<byte> codes = data.Buffers[1].Span;
        long code = ((DictionaryType)data.DataType).IndexType.TypeId switch
        {
            ArrowTypeId.UInt8 => codes[slot],
            ArrowTypeId.Int8 => SpanCast.Cast<sbyte>(codes)[slot],
            ArrowTypeId.UInt16 => SpanCast.Cast<ushort>(codes)[slot],
            ArrowTypeId.Int16 => SpanCast.Cast<short>(codes)[slot],
            ArrowTypeId.UInt32 => SpanCast.Cast<uint>(codes)[slot],
            ArrowTypeId.Int32 => SpanCast.Cast<int>(codes)[slot],
            _ => SpanCast.Cast<long>(codes)[slot],
        };
        if (code < 0 || code >= data.Dictionary.Length)
        {
            throw new ArgumentException("A dictionary code is behind the dictionary.");
        }

        return (int)code;
    }
}
