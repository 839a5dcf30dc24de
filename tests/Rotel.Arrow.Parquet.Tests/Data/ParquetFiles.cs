using Apache.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Tests.Data;

/// <summary>Writes batches with the writer under test, and fails when it keeps memory.</summary>
static class ParquetFiles
{
    public static void Write(string path, Schema schema, IEnumerable<RecordBatch> batches, ParquetWriterOptions? options = null)
    {
        using FileStream file = File.Create(path);
        Write(file, schema, batches, options);
    }

    public static byte[] Bytes(Schema schema, IEnumerable<RecordBatch> batches, ParquetWriterOptions? options = null)
    {
        MemoryStream stream = new();
        Write(stream, schema, batches, options);
        return stream.ToArray();
    }

    public static void Write(Stream stream, Schema schema, IEnumerable<RecordBatch> batches, ParquetWriterOptions? options = null)
    {
        ByteBudget budget = new(long.MaxValue);
        using SlabPool pool = new(budget, track: true);
        using (ParquetFileWriter writer = new(stream, schema, options ?? new ParquetWriterOptions(), pool))
        {
            foreach (RecordBatch batch in batches)
            {
                writer.Write(batch);
            }

            writer.Close();
        }

        pool.AssertNoLeaks();
        Assert.Equal(0, budget.UsedBytes);
    }
}
