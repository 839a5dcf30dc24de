using System.Globalization;
using Apache.Arrow;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Bench.Parquet;

/// <summary>
/// Our writer against Arrow C++ in interleaved rounds: process CPU, file bytes, memory. On a shared machine only the
/// ratio within a round means something. <c>dotnet run -c Release -- parquet-comparison [rounds] [batches]</c>
/// </summary>
internal static class ParquetWriterComparison
{
    private const int RowsInBatch = 8192;

    public static void Run(ReadOnlySpan<string> args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
        int batchCount = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 25;
        RecordBatch[] batches = SpanBatches.Make(batchCount, RowsInBatch);
        Console.WriteLine($"{batchCount * RowsInBatch} spans in {batchCount} batches, {SpanBatches.Schema.FieldsList.Count} columns");
        foreach (ParquetCodec codec in (ReadOnlySpan<ParquetCodec>)[ParquetCodec.Zstd, ParquetCodec.Uncompressed])
        {
            Compare(codec, rounds, batches);
        }
    }

    private static void Compare(ParquetCodec codec, int rounds, RecordBatch[] batches)
    {
        var budget = new ByteBudget(long.MaxValue);
        // Between files both writers keep about the memory that a file takes.
        using var pool = new SlabPool(budget, retainedLimitBytes: 64 << 20);
        long bytes = 0, otherBytes = 0;
        List<double> ours = [], theirs = [], ratios = [];
        for (int round = -10; round < rounds; round++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            bytes = SpanFileWriters.Ours(batches, codec, pool);
            TimeSpan middle = Environment.CpuUsage.TotalTime;
            otherBytes = SpanFileWriters.ArrowCpp(batches, codec);
            TimeSpan end = Environment.CpuUsage.TotalTime;
            if (round >= 0)
            {
                ours.Add((middle - start).TotalMilliseconds);
                theirs.Add((end - middle).TotalMilliseconds);
                ratios.Add((middle - start) / (end - middle));
            }
        }

        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{codec}: ours {Median(ours):F0} ms, {bytes} bytes, peak of slabs {budget.PeakBytes >> 20} MiB; Arrow C++ {Median(theirs):F0} ms, {otherBytes} bytes; CPU ratio median {Median(ratios):F2}, {ratios.Min():F2} to {ratios.Max():F2}; size ratio {(double)bytes / otherBytes:F3}");
        Console.WriteLine(text);
    }

    private static double Median(List<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return sorted[sorted.Count / 2];
    }
}
