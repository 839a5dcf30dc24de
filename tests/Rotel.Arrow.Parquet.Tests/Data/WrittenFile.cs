using Apache.Arrow;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Inspect;
using Rotel.Arrow.Parquet.Tests.Oracles;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Parquet.Tests.Data;

/// <summary>A file that the writer made for a test, and what is in it.</summary>
sealed class WrittenFile : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public WrittenFile(IReadOnlyList<RecordBatch> batches, ParquetWriterOptions? options = null)
    {
        Batches = batches;
        Schema = batches[0].Schema;
        FullPath = _folder.Of("file.parquet");
        ParquetFiles.Write(FullPath, Schema, batches, options);
        Inspector = new ParquetInspector(new MemoryStream(File.ReadAllBytes(FullPath)));
    }

    public WrittenFile(RecordBatch batch, ParquetWriterOptions? options = null)
        : this([batch], options)
    {
    }

    public string FullPath { get; }

    public Schema Schema { get; }

    public IReadOnlyList<RecordBatch> Batches { get; }

    public ParquetInspector Inspector { get; }

    public ParquetFileMetadata Footer => Inspector.Metadata;

    /// <summary>Chunk of a leaf column.</summary>
    public ParquetColumnChunk Chunk(string path, int rowGroup = 0) =>
        Footer.RowGroups[rowGroup].Columns.Single(chunk => string.Join('.', chunk.Path) == path);

    /// <summary>Arrow C++ and DuckDB read the rows that were written.</summary>
    public void AssertReadBack(bool duckDb = true)
    {
        List<string> expected = ArrowText.Rows(Batches);
        Rows.Equal(expected, ParquetSharpOracle.Rows(FullPath), "Arrow C++");
        if (duckDb)
        {
            Rows.Equal(expected, DuckDbOracle.Rows(FullPath, Schema), "DuckDB");
        }
    }

    public void Dispose() => _folder.Dispose();
}
