using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Columns;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Thrift;

namespace Rotel.Arrow.Parquet.Output;

/// <summary>
/// The page indexes of all row groups, already encoded, until the end of the file: first all column indexes, then all
/// offset indexes (PageIndex.md), so that a reader gets either kind in one read.
/// </summary>
internal sealed class PageIndexSection(SlabPool pool) : IDisposable
{
    private readonly SlabChain _columnIndexes = new(pool);
    private readonly SlabChain _offsetIndexes = new(pool);
    private readonly List<ParquetColumnChunk> _withColumnIndex = [];
    private readonly List<ParquetColumnChunk> _withOffsetIndex = [];

    /// <summary>Takes the indexes of a chunk whose pages are in the file.</summary>
    public void Add(ColumnChunkWriter column, ParquetColumnChunk chunk, ThriftWriter thrift)
    {
        thrift.Clear();
        if (column.WriteColumnIndex(thrift))
        {
            _columnIndexes.Append(thrift.Written);
            chunk.ColumnIndexLength = thrift.Length;
            _withColumnIndex.Add(chunk);
        }

        thrift.Clear();
        if (column.WriteOffsetIndex(thrift))
        {
            _offsetIndexes.Append(thrift.Written);
            chunk.OffsetIndexLength = thrift.Length;
            _withOffsetIndex.Add(chunk);
        }
    }

    /// <summary>Writes everything and tells the chunks where.</summary>
    public void Write(ByteSink file)
    {
        long at = file.Position;
        foreach (ParquetColumnChunk chunk in _withColumnIndex)
        {
            chunk.ColumnIndexOffset = at;
            at += chunk.ColumnIndexLength!.Value;
        }

        foreach (ParquetColumnChunk chunk in _withOffsetIndex)
        {
            chunk.OffsetIndexOffset = at;
            at += chunk.OffsetIndexLength!.Value;
        }

        _columnIndexes.Drain(file);
        _offsetIndexes.Drain(file);
    }

    public void Dispose()
    {
        _columnIndexes.Dispose();
        _offsetIndexes.Dispose();
    }
}
