using Apache.Arrow;
using Apache.Arrow.Ipc;
using ParquetSharp.Arrow;
using Rotel.Arrow.Parquet.Tests.Data;

namespace Rotel.Arrow.Parquet.Tests.Oracles;

/// <summary>Arrow C++ reads the file.</summary>
static class ParquetSharpOracle
{
    public static List<string> Rows(string path)
    {
        using FileReader reader = new(path);
        using IArrowArrayStream stream = reader.GetRecordBatchReader();
        List<string> rows = [];
        while (stream.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
        {
            using (batch)
            {
                rows.AddRange(ArrowText.Rows([batch]));
            }
        }

        return rows;
    }
}
