using Apache.Arrow;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Statistics;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>The values of the page being filled, without nulls, in the form their encoding wants.</summary>
/// <remarks>One thread. <see cref="Clear"/> keeps the memory for the next page.</remarks>
internal abstract class ColumnValues : IDisposable
{
    /// <summary>Values of the page.</summary>
    public abstract int Count { get; }

    /// <summary>Bytes of the page's values in PLAIN encoding.</summary>
    public abstract long PlainBytes { get; }

    /// <summary>Bytes of memory held.</summary>
    public abstract long CapacityBytes { get; }

    /// <summary>The encoding that <see cref="Encode"/> writes.</summary>
    public abstract ParquetEncoding Encoding { get; }

    /// <summary>Takes the slots of an array of values (not a dictionary array) whose bit is set.</summary>
    /// <param name="data">The array.</param>
    /// <param name="start">First slot, counted in its buffers.</param>
    /// <param name="count">Slots.</param>
    /// <param name="validity">Bitmap over the buffers' slots; empty when all are valid.</param>
    public abstract void AppendRange(ArrayData data, int start, int count, ReadOnlySpan<byte> validity);

    /// <summary>Takes one value in PLAIN bytes without a length.</summary>
    public abstract void AppendValue(ReadOnlySpan<byte> value);

    /// <summary>Writes the values section of the page.</summary>
    public abstract void Encode(NativeBuffer<byte> output);

    /// <summary>Offers the page's values to the bounds.</summary>
    public abstract void Observe(ValueBounds bounds);

    /// <summary>Adds the XXH64 of each value.</summary>
    public abstract void Hash(NativeBuffer<ulong> hashes);

    public abstract void Clear();

    public abstract void Dispose();
}
